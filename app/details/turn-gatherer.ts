import type { WalkLine } from '../capture/session-walk.ts';
import { decodeText } from '../smtp/decode.ts';
import type { Asked } from '../smtp/dialogue-listener.ts';
import type { Turn } from '../transcript/details.ts';
import type { SessionEvent } from '../transcript/session-event.ts';

/** Bytes of what was said in the greeting's place that are kept: enough to recognise it. */
const MOST_INSTEAD = 100;

/** What the server owes answers to, the oldest first. */
export interface OwesAnswers {
  readonly unanswered: readonly Asked[];
}

/** A line, as far as it matters whose turn it is. */
export type SpokenLine = Pick<WalkLine, 'from' | 'bytes' | 'start' | 'end' | 'time' | 'row' | 'origin'>;

/** Notes whose turn it is to speak, and, at the first sign of a conversation's end, how long that side had been waited for. */
export class TurnGatherer {
  readonly #walk: OwesAnswers;
  #since = 0;
  #row = 0;
  #reached = false;
  #instead = '';
  #held = 0;
  #kept = false;
  #last: Turn | null = null;

  constructor(walk: OwesAnswers) {
    this.#walk = walk;
  }

  /** Null before the server was reached. */
  get turn(): Turn | null {
    return this.#last ?? (this.#reached ? this.#turn(null) : null);
  }

  /** Somebody said something. */
  line({ from, bytes, start, end, row, time, origin }: SpokenLine): void {
    this.#reached = true;
    this.#began(row, time);
    if (from === 'client') this.#kept = origin.withheld;
    if (from === 'client' || this.#instead !== '') return;
    const isAwaited = this.#walk.unanswered[0]?.what === 'greeting';
    if (!isAwaited || beginsWithCode(bytes, start, end)) return;
    this.#instead = decodeText(bytes, start, Math.min(end, start + MOST_INSTEAD));
    // While it is relayed in step, what was said stands behind the end of whoever said it.
    if (this.#last?.asked === 'greeting') this.#last = { ...this.#last, instead: this.#instead };
  }

  /** An event between the lines; `time` in microseconds since the session began. */
  event(row: number, time: number, event: SessionEvent): void {
    switch (event.event) {
      case 'upstream-connected':
        this.#reached = true;
        this.#began(row, time);
        break;
      case 'tls':
        this.#began(row, time);
        break;
      case 'held':
        this.#held += 1;
        break;
      case 'released':
        // Who goes away meanwhile never heard what was decided.
        if (event.how !== 'left') this.#held -= 1;
        break;
      case 'ended':
      case 'closed':
        this.#last ??= this.#turn(time - this.#since);
        break;
      default:
        break;
    }
  }

  #began(row: number, time: number): void {
    this.#row = row;
    this.#since = time;
  }

  #turn(waited: number | null): Turn {
    const [asked] = this.#walk.unanswered;
    return {
      of: asked === undefined ? 'client' : 'server',
      asked: asked === undefined ? '' : asked.what === 'command' ? asked.verb : asked.what,
      line: asked?.line ?? 0,
      row: this.#row,
      since: this.#since,
      waited,
      instead: asked?.what === 'greeting' ? this.#instead : '',
      held: this.#held > 0,
      kept: asked !== undefined && this.#kept,
    };
  }
}

/** Three digits: a reply, whatever it says. */
function beginsWithCode(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3) return false;
  for (let at = start; at < start + 3; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}
