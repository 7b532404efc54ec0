import type { ExplainedPart } from '../../app/smtp/explain/explanation.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import './explained-parts.css';

/** Words of a line, each with what it means; nothing where there are none. */
export function ExplainedParts({ parts }: { readonly parts: readonly ExplainedPart[] }) {
  if (parts.length === 0) return null;
  return (
    <ul className="explained-parts">
      {parts.map(({ name, sentence }) => (
        <li key={name}>
          <code>
            <VisibleText text={name} />
          </code>{' '}
          {sentence}
        </li>
      ))}
    </ul>
  );
}
