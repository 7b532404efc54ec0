import type { Asked } from './dialogue-listener.ts';
import { packAsked, unpackAsked, type PackedAsked } from './packed-asked.ts';

/** Commands that may wait for their replies before they are no longer paired: no pipelining client comes near it. */
export const MOST_WAITING = 10_000;

/** Characters of arguments that are remembered of all that waits: ten thousand recipients have a tenth of it. */
const MOST_CHARACTERS = 2_000_000;

/** What waits, as plain data. */
export interface AwaitedRepliesState {
  /** Packed where it is to be kept for long: see {@link packAwaited}. */
  readonly asked: readonly Asked[] | PackedAsked;
  /** Commands behind those that are remembered. */
  readonly unpaired: number;
}

/** The same in little memory, to be kept for long: what waits may be hundreds of commands. */
export function packAwaited({ asked, unpaired }: AwaitedRepliesState): {
  readonly asked: PackedAsked;
  readonly unpaired: number;
} {
  return { asked: 'numbers' in asked ? asked : packAsked(asked), unpaired };
}

/** What the server owes answers to: they come in the order of the commands (RFC 2920 section 3.2). */
export class AwaitedReplies {
  #asked: Asked[];
  /** Commands behind those that are remembered. */
  #unpaired: number;
  #characters: number;
  /** As long as nothing changes: with much waiting, each copy costs. */
  #state: AwaitedRepliesState | null = null;

  constructor(state: AwaitedRepliesState) {
    this.#asked = 'numbers' in state.asked ? unpackAsked(state.asked) : [...state.asked];
    this.#unpaired = state.unpaired;
    this.#characters = this.#asked.reduce((sum, { argument }) => sum + argument.length, 0);
  }

  /** A copy of what waits. */
  state(): AwaitedRepliesState {
    this.#state ??= { asked: [...this.#asked], unpaired: this.#unpaired };
    return this.#state;
  }

  /** All that waits, as far as it is remembered. */
  get all(): readonly Asked[] {
    return this.#asked;
  }

  /** What the next reply answers, where that is remembered. */
  get next(): Asked | null {
    return this.#asked[0] ?? null;
  }

  /** Whether nothing waits, not even what is not remembered. */
  get isEmpty(): boolean {
    return this.#asked.length === 0 && this.#unpaired === 0;
  }

  /** Something was asked. */
  ask(asked: Asked): void {
    // Behind one that is not remembered, none can be.
    if (this.#asked.length >= MOST_WAITING || this.#unpaired > 0) this.#unpaired += 1;
    else this.#remember(asked);
    this.#state = null;
  }

  /** It has been answered, and will be again. */
  askAgain(asked: Asked): void {
    this.#asked.unshift(asked);
    this.#characters += asked.argument.length;
    this.#state = null;
  }

  /** A reply came: takes what it answers; null where nothing was asked, or it is not remembered. */
  take(): Asked | null {
    const asked = this.#asked.shift();
    if (asked === undefined && this.#unpaired > 0) this.#unpaired -= 1;
    this.#characters -= asked?.argument.length ?? 0;
    this.#state = null;
    return asked ?? null;
  }

  /** What was asked last, in that line (0: in whichever), will never be answered: it was not passed on. */
  withdraw(line: number): void {
    const last = this.#asked.at(-1);
    if (last === undefined || (line !== 0 && last.line !== line) || this.#unpaired > 0) return;
    this.#asked.pop();
    this.#characters -= last.argument.length;
    this.#state = null;
  }

  /** Nothing will be answered any more. */
  clear(): void {
    this.#asked = [];
    this.#unpaired = 0;
    this.#characters = 0;
    this.#state = null;
  }

  #remember(asked: Asked): void {
    const hasRoom = this.#characters + asked.argument.length <= MOST_CHARACTERS;
    const remembered = hasRoom ? asked : { ...asked, argument: '' };
    this.#characters += remembered.argument.length;
    this.#asked.push(remembered);
  }
}
