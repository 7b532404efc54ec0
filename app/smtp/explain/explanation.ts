import type { Reference } from './reference.ts';

/** What something means, for a person: one plain sentence, and where it is written. */
export interface Explanation {
  readonly sentence: string;
  /** At least one; the most telling first. */
  readonly references: readonly Reference[];
}

/** What one word of a line means: a parameter, a mechanism, a limit. */
export interface ExplainedPart extends Explanation {
  /** The word as it was said: text from the wire. */
  readonly name: string;
}

/** A part of a sentence that follows a colon or stands alone: it begins in lower case and has no full stop. */
export interface Clause {
  readonly clause: string;
  readonly references: readonly Reference[];
}

/** An entry of a table of explanations. */
export function explained(sentence: string, ...references: Reference[]): Explanation {
  return { sentence, references };
}

/** An entry of a table of clauses. */
export function clause(text: string, ...references: Reference[]): Clause {
  return { clause: text, references };
}

/** One sentence of its parts: `The server refuses this recipient` and `there is no such mailbox`. */
export function joinClauses(opening: string, reason: string | undefined): string {
  return reason === undefined ? `${opening}.` : `${opening}: ${reason}.`;
}

/** References in their order, each once. */
export function mergeReferences(...lists: (readonly Reference[])[]): readonly Reference[] {
  const seen = new Set<string>();
  return lists.flat().filter((reference) => {
    const key = JSON.stringify(reference);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
