import type { MimePart } from '../../app/contract.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { size } from '../words/measures.ts';

/** The parts that a message consists of, within each other. */
export function MimeTree({ tree }: { readonly tree: MimePart }) {
  return (
    <ul className="mime-tree">
      <Part part={tree} />
    </ul>
  );
}

function Part({ part }: { readonly part: MimePart }) {
  const { type, name, charset, encoding, size: bytes, parts } = part;
  const facts = [charset, encoding, size(bytes)].filter((fact) => fact !== '');
  return (
    <li>
      <code>
        <VisibleText text={type} />
      </code>{' '}
      {name !== '' && (
        <strong>
          <VisibleText text={name} />
        </strong>
      )}{' '}
      <span className="mime-facts">
        <VisibleText text={facts.join(' · ')} />
      </span>
      {parts.length > 0 && (
        <ul>
          {parts.map((inner, place) => (
            <Part key={`${place} ${inner.type}`} part={inner} />
          ))}
        </ul>
      )}
    </li>
  );
}
