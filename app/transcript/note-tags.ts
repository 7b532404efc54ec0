import type { SessionSummary } from './session-summary.ts';

/** The words of a note that begin with `#`, without it: `#invoice` is the tag `invoice`. */
function tagsOf(note: string): readonly string[] {
  return [...note.matchAll(/(?<!\S)#([\p{L}\p{N}_-]+)/gu)].map((match) => match[1] ?? '');
}

/** All tags of a session, each once: those that rules have put on it, and those of its note. */
export function tagsOfSession({ tags, note = '' }: Pick<SessionSummary, 'tags' | 'note'>): readonly string[] {
  return note === '' ? tags : [...new Set([...tags, ...tagsOf(note)])];
}
