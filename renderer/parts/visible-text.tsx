import { visibleParts } from '../../app/transcript/visible.ts';
import { inCaretNotation } from '../words/control-character.ts';

/** Text from the wire: nothing in it can hide, turn the reading direction or deceive. */
export function VisibleText({ text }: { readonly text: string }) {
  let at = 0;
  return visibleParts(text).map((part) => {
    const key = at;
    at += part.text.length;
    if (part.kind === 'plain') return part.text;
    return (
      <span key={key} className={`hidden-character hidden-${part.kind}`} title={part.name}>
        {part.kind === 'control' ? inCaretNotation(part.text) : part.text}
      </span>
    );
  });
}
