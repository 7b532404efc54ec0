import type { Buffer } from 'node:buffer';
import type { RulePlan } from '../../rules/rule-plan.ts';
import type { Speaker } from '../../smtp/words.ts';

/** Pieces a second that throttled bytes are passed on in: often enough to look steady. */
const PIECES_A_SECOND = 10;

/** Something that was said, and what happens when it has waited long enough. */
interface Waiting {
  readonly side: Speaker;
  readonly said: Buffer;
  readonly goOn: () => void;
}

/** What is said waits here for its time, each side by itself. */
export class StepPacing {
  readonly #wait: (token: number, ms: number) => void;
  readonly #whenFree: (side: Speaker) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #isBlocked: Record<Speaker, boolean> = { client: false, server: false };
  readonly #bytesPerSecond: Record<Speaker, number | null> = { client: null, server: null };
  #lastToken = 0;

  /**
   * `wait`: {@link waited} is to be called with the token after so many milliseconds. `whenFree`: what a side says waits no
   * more.
   */
  constructor(wait: (token: number, ms: number) => void, whenFree: (side: Speaker) => void) {
    this.#wait = wait;
    this.#whenFree = whenFree;
  }

  /** Whether something that this side said waits; what comes behind it has to wait, too. */
  isBlocked(side: Speaker): boolean {
    return this.#isBlocked[side];
  }

  /** Whether what this side says goes on at a pace, so that anything may come to be asked about later than it was said. */
  isPaced(side: Speaker): boolean {
    return this.#bytesPerSecond[side] !== null;
  }

  /** Goes on when what a side has said has waited as long as the plan and the side's pace want it to. */
  after(side: Speaker, plan: RulePlan, said: Buffer, goOn: () => void): void {
    if (plan.bytesPerSecond !== null) this.#bytesPerSecond[side] = plan.bytesPerSecond;
    const pace = this.#bytesPerSecond[side];
    const ms = plan.waitMs + (pace === null ? 0 : (said.length / pace) * 1_000);
    if (ms === 0) return goOn();
    this.#block(side, ms, said, goOn);
  }

  /** Passes bytes on at the side's pace, in pieces where that is slow. */
  inPieces(side: Speaker, bytes: Buffer, pass: (piece: Buffer) => void): void {
    const pace = this.#bytesPerSecond[side];
    if (pace === null) return pass(bytes);
    const length = Math.max(1, Math.floor(pace / PIECES_A_SECOND));
    const passFrom = (at: number): void => {
      if (at >= bytes.length) return;
      const piece = bytes.subarray(at, at + length);
      this.#block(side, (piece.length / pace) * 1_000, bytes.subarray(at), () => {
        pass(piece);
        passFrom(at + length);
      });
    };
    passFrom(0);
  }

  /** The time of a token is over. */
  waited(token: number): void {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    const { side, goOn } = waiting;
    this.#waiting.delete(token);
    this.#isBlocked[side] = false;
    goOn();
    if (!this.#isBlocked[side]) this.#whenFree(side);
  }

  /** Nothing waits any more. Gives what did, by who said it. */
  abandon(): readonly { readonly side: Speaker; readonly said: Buffer }[] {
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    return left;
  }

  #block(side: Speaker, ms: number, said: Buffer, goOn: () => void): void {
    this.#isBlocked[side] = true;
    const token = (this.#lastToken += 1);
    this.#waiting.set(token, { side, said, goOn });
    this.#wait(token, Math.ceil(ms));
  }
}
