import { ENDING_LENGTHS } from '../smtp/words.ts';
import { FoldIndex } from './fold-index.ts';
import type { WalkLine } from './session-walk.ts';

/**
 * Finds the runs of rows that are seldom read line by line: message content, capabilities (the reply to EHLO), and AUTH
 * with its challenges up to the reply that ends it.
 */
export class FoldFinder {
  readonly folds = new FoldIndex();
  /** Content has been announced, and none of it has come yet. */
  #contentBegins = false;
  /** The EHLO whose capabilities came last. */
  #hello = 0;

  /** Takes the next row, a line. */
  line(line: WalkLine): void {
    const { row, kind, meaning, findings } = line;
    const size = sizeOf(line);
    if (kind === 'content') {
      this.folds.add(row, 'content', this.#contentBegins, size, findings);
      this.#contentBegins = false;
    } else if (kind === 'authentication') {
      this.folds.add(row, 'authentication', false, size, findings);
    } else if (meaning?.type === 'command') {
      const { verb } = meaning.command;
      if (verb === 'DATA' || verb === 'BDAT') this.#contentBegins = true;
      if (verb === 'AUTH') this.folds.add(row, 'authentication', true, size, findings);
      else this.folds.end();
    } else if (meaning?.type === 'reply') {
      this.#reply(line);
    } else this.folds.end();
  }

  /** Takes the next row, an event. */
  event(): void {
    this.folds.end();
  }

  #reply(line: WalkLine): void {
    const { row, meaning, findings } = line;
    const size = sizeOf(line);
    const asked = meaning?.asked ?? null;
    if (meaning?.type !== 'reply' || asked?.what !== 'command') return this.folds.end();
    const { reply, whole } = meaning;
    if (asked.verb === 'AUTH') {
      this.folds.add(row, 'authentication', false, size, findings);
      if (whole !== null && whole.code !== 334) this.folds.end();
    } else if ((asked.verb === 'EHLO' || asked.verb === 'LHLO') && reply.code === 250) {
      this.folds.add(row, 'capabilities', asked.line !== this.#hello, size, findings);
      this.#hello = asked.line;
    } else this.folds.end();
  }
}

function sizeOf({ start, end, ending }: WalkLine): number {
  return end - start + ENDING_LENGTHS[ending];
}
