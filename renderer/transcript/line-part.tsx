import type { LinePart } from '../words/line.ts';
import { VisibleText } from '../parts/visible-text.tsx';

/** A stretch of a line's text. */
export function LinePartView({ part }: { readonly part: LinePart }) {
  if (part.marked !== true) return <Plain part={part} />;
  return (
    <mark className="words-found">
      <Plain part={part} />
    </mark>
  );
}

function Plain({ part }: { readonly part: LinePart }) {
  switch (part.role) {
    case 'strong':
      return (
        <b className="words-strong">
          <VisibleText text={part.text} />
        </b>
      );
    case 'enhanced':
      return <span className="words-enhanced">{part.text}</span>;
    case 'mask':
      return (
        <span className="words-mask" title="A secret. “Reveal secrets” above shows it.">
          {part.text}
        </span>
      );
    case 'path':
      return (
        <span className="words-path">
          <VisibleText text={part.text} />
        </span>
      );
    case 'parameter':
      return (
        <span className="words-parameter">
          <VisibleText text={part.text} />
        </span>
      );
    case 'words':
      return <VisibleText text={part.text} />;
  }
}
