import type { QueryProblem } from '../../app/transcript/query.ts';

type Remedied = Pick<QueryProblem, 'remedy' | 'instead'>;

/** A remedy as it is shown: what may have been meant stands in it, to be taken. */
export interface RemedyParts {
  readonly before: string;
  /** What to write in place of what is wrong; null where nothing is known. */
  readonly instead: string | null;
  readonly after: string;
}

/** Parts a remedy where it names what to write instead. */
export function remedyParts({ remedy, instead }: Remedied): RemedyParts {
  const at = instead === undefined ? -1 : remedy.indexOf(instead.text);
  if (instead === undefined || instead.text === '' || at === -1) {
    return { before: remedy, instead: null, after: '' };
  }
  const end = at + instead.text.length;
  // The button has a frame of its own in place of the quotation marks.
  return {
    before: remedy.slice(0, at).replace(/“$/u, ''),
    instead: instead.text,
    after: remedy.slice(end).replace(/^”/u, ''),
  };
}

/** The query with what may have been meant in place of what is wrong. */
export function mendedQuery(text: string, { instead }: Remedied): string {
  if (instead === undefined) return text;
  return text.slice(0, instead.position) + instead.text + text.slice(instead.position + instead.length);
}
