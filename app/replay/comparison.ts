import { TAGS } from '../transcript/text-format.ts';
import { align, type Pair } from './alignment.ts';
import type { SessionStep, StepReply } from './session-steps.ts';

/** How much two steps differ: `code` counts the enhanced code too, where both have one, `said` is what the client said. */
export type Difference = 'same' | 'words' | 'code' | 'said' | 'missing';

/** The steps of two sessions, side by side: the same, or the same command about something else. */
export function alignSteps(left: readonly SessionStep[], right: readonly SessionStep[]): Pair<SessionStep>[] {
  return align(left, right, (one, two) => {
    if (one.kind !== two.kind || one.verb.toUpperCase() !== two.verb.toUpperCase()) return 0;
    return one.words === two.words ? 2 : 1;
  });
}

/** How much the two differ. */
function differenceOf({ left, right }: Pair<SessionStep>): Difference {
  if (left === null || right === null) return 'missing';
  const [before, after] = [left.replies, right.replies];
  const isSameCode =
    before.length === after.length && before.every((reply, at) => hasCodeOf(reply, after[at]));
  if (!isSameCode) return 'code';
  if (left.words !== right.words) return 'said';
  return before.every((reply, at) => isSaidAlike(reply, after[at])) ? 'same' : 'words';
}

/** A server that gives no enhanced codes says the same with less. */
function hasCodeOf(left: StepReply, right: StepReply | undefined): boolean {
  if (left.code !== right?.code) return false;
  return left.enhanced === right.enhanced || left.enhanced === '' || right.enhanced === '';
}

function isSaidAlike(left: StepReply, right: StepReply | undefined): boolean {
  return left.lines.join('\n') === right?.lines.join('\n');
}

/**
 * Two steps as text, each line with its line feed: what both have stands behind two blanks, what only the first has behind
 * `- `, what only the second has behind `+ `. Hostile text: whoever shows it makes it harmless.
 */
export function formatPair({ left, right }: Pair<SessionStep>): string {
  return [...marked(saidIn(left), saidIn(right)), ...marked(repliesIn(left), repliesIn(right))].join('');
}

function saidIn(step: SessionStep | null): string[] {
  return step === null || step.kind === 'greeting' ? [] : [`${TAGS.client} ${step.words}\n`];
}

function repliesIn(step: SessionStep | null): string[] {
  return step?.replies.flatMap(({ lines }) => lines.map((line) => `${TAGS.server} ${line}\n`)) ?? [];
}

/** Differing lines that stand beside each other: first those of one side, then those of the other. */
function marked(left: readonly string[], right: readonly string[]): string[] {
  const lines: string[] = [];
  let added: string[] = [];
  for (const pair of align(left, right, (one, two) => (one === two ? 2 : 0))) {
    if (pair.left !== null && pair.left === pair.right) {
      lines.push(...added, `  ${pair.left}`);
      added = [];
      continue;
    }
    if (pair.left !== null) lines.push(`- ${pair.left}`);
    if (pair.right !== null) added.push(`+ ${pair.right}`);
  }
  return [...lines, ...added];
}

/** How many pairs differ, by how much. */
export type DifferenceCounts = Readonly<Record<Difference, number>>;

/** Counts them. */
export function countDifferences(pairs: readonly Pair<SessionStep>[]): DifferenceCounts {
  const counts: Record<Difference, number> = { same: 0, words: 0, code: 0, said: 0, missing: 0 };
  for (const pair of pairs) counts[differenceOf(pair)] += 1;
  return counts;
}

/** In a sentence: `2 of 9 steps differ: 1 in the reply’s code, 1 only in the reply’s words.` */
export function describeDifferences(counts: DifferenceCounts): string {
  const { same, ...differing } = counts;
  const sum = Object.values(differing).reduce((all, count) => all + count, 0);
  const total = same + sum;
  if (sum === 0) return `No difference in ${total} ${total === 1 ? 'step' : 'steps'}.`;
  const parts = [
    [counts.code, 'in the reply’s code'],
    [counts.said, 'in what the client said'],
    [counts.missing, 'on one side only'],
    [counts.words, 'only in the reply’s words'],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, where]) => `${count} ${where}`);
  return `${sum} of ${total} ${total === 1 ? 'step' : 'steps'} ${sum === 1 ? 'differs' : 'differ'}: ${named.join(', ')}.`;
}
