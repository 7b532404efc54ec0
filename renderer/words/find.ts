import { quote } from '../../app/transcript/query-lexer.ts';
import type { LinePart } from './line.ts';

/** What is looked for in a conversation, as the person typed it. */
export interface FindWish {
  readonly text: string;
  /** The text is a regular expression. */
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** What cannot be looked for, and why. */
export interface FindProblem {
  readonly text: string;
}

/** What a wish comes to: a query for the application, and the pattern that marks what it finds. */
export type Find =
  | { readonly ok: true; readonly query: string; readonly pattern: RegExp }
  | { readonly ok: false; readonly problem: FindProblem };

/** Matches of one line that are marked: more than a screen is wide. */
const MOST_MARKS = 500;

/** Reads a wish; null where nothing is looked for. */
export function readFind({ text, regex, matchCase }: FindWish): Find | null {
  if (text === '') return null;
  const flags = matchCase ? '' : 'i';
  const source = regex ? text : escaped(text);
  try {
    const pattern = new RegExp(source, `g${flags}`);
    const query = regex || matchCase ? `/${pattern.source}/${flags}` : quote(text);
    return { ok: true, query, pattern };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error);
    return { ok: false, problem: { text: `That is no regular expression: ${reason}` } };
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Cuts the stretches of a line where matches begin and end, and says which are inside of one. */
export function markParts(parts: readonly LinePart[], pattern: RegExp): readonly LinePart[] {
  const ranges = rangesOf(parts.map(({ text }) => text).join(''), pattern);
  if (ranges.length === 0) return parts;
  let begins = 0;
  return parts.flatMap((part) => {
    const cut = cutPart(part, begins, ranges);
    begins += part.text.length;
    return cut;
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(text: string, pattern: RegExp): Range[] {
  const ranges: Range[] = [];
  for (const match of text.matchAll(pattern)) {
    if (match[0] !== '') ranges.push({ from: match.index, to: match.index + match[0].length });
    if (ranges.length === MOST_MARKS) break;
  }
  return ranges;
}

function cutPart(part: LinePart, begins: number, ranges: readonly Range[]): LinePart[] {
  const pieces: LinePart[] = [];
  let done = 0;
  const take = (to: number, marked: boolean) => {
    if (to > done) pieces.push({ ...part, text: part.text.slice(done, to), marked });
    done = Math.max(done, to);
  };
  for (const { from, to } of ranges) {
    take(Math.min(from - begins, part.text.length), false);
    take(Math.min(to - begins, part.text.length), true);
  }
  take(part.text.length, false);
  return pieces;
}
