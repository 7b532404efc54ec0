import type { Asked } from '../smtp/dialogue-listener.ts';
import type { LastTurn } from '../transcript/details.ts';
import type { SessionEvent } from '../transcript/row.ts';

/** What the server owes answers to, the oldest first. */
export interface OwesAnswers {
  readonly unanswered: readonly Asked[];
}

/** Notes, at the first sign of a conversation's end, whose turn it was and how long that side had been waited for. */
export class LastTurnGatherer {
  readonly #walk: OwesAnswers;
  #lastTime = 0;
  #lastRow = 0;
  #lastTurn: LastTurn | null = null;

  constructor(walk: OwesAnswers) {
    this.#walk = walk;
  }

  /** Null while the conversation goes on. */
  get lastTurn(): LastTurn | null {
    return this.#lastTurn;
  }

  /** Somebody said something: `time` in microseconds since the session began. */
  line({ row, time }: { readonly row: number; readonly time: number }): void {
    this.#lastRow = row;
    this.#lastTime = time;
  }

  /** An event between the lines. */
  event(row: number, time: number, { event }: SessionEvent): void {
    if (event === 'upstream-connected' || event === 'tls') this.line({ row, time });
    if (event !== 'ended' && event !== 'closed') return;
    this.#lastTurn ??= this.#turn(time);
  }

  #turn(time: number): LastTurn {
    const [asked] = this.#walk.unanswered;
    return {
      of: asked === undefined ? 'client' : 'server',
      asked: asked === undefined ? '' : asked.what === 'command' ? asked.verb : asked.what,
      line: asked?.line ?? 0,
      row: this.#lastRow,
      waited: time - this.#lastTime,
    };
  }
}
