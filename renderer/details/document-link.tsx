import { formatReference, referenceUrl, type Reference } from '../../app/smtp/explain/reference.ts';

/** A link to a document. Opens outside: in a new page, or through the desktop window, which knows where links may lead. */
export function DocumentLink({ reference }: { readonly reference: Reference }) {
  return (
    <a href={referenceUrl(reference)} target="_blank" rel="noreferrer">
      {formatReference(reference)}
    </a>
  );
}
