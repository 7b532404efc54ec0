import type { AskedConversation, Asker, Inquiry, Verdict } from '../relay/inquiry.ts';
import type { Holds } from './holds.ts';

/** Asks a person, in one conversation: about what rules hold, and what the person wants held. */
export class HoldAsker implements Asker {
  readonly isPerson = true;
  /** Of content, only what a rule holds is asked about; and for a rule it is looked at anyway. */
  readonly looksAtContent = false;
  readonly #holds: Holds;
  readonly #conversation: AskedConversation;

  constructor(holds: Holds, conversation: AskedConversation) {
    this.#holds = holds;
    this.#conversation = conversation;
  }

  /** {@link Asker} */
  get isIdle(): boolean {
    return this.#wish === 'nothing';
  }

  /** {@link Asker} */
  get gathers(): boolean {
    return this.#wish !== 'nothing';
  }

  /** {@link Asker} */
  get changesContent(): boolean {
    return this.#wish !== 'nothing';
  }

  /** {@link Asker} */
  wants({ matter, hold }: Inquiry): boolean {
    if (hold !== null) return true;
    return this.#wish !== 'nothing' && (matter.type === 'command' || matter.type === 'message');
  }

  /** {@link Asker} */
  decide(inquiry: Inquiry, whenWithdrawn: (listener: () => void) => void): Promise<Verdict> {
    return this.#holds.hold(this.#conversation, inquiry, whenWithdrawn);
  }

  /** {@link Asker} */
  ended(): null {
    this.#holds.forget(this.#conversation);
    return null;
  }

  get #wish() {
    return this.#holds.wishFor(this.#conversation.session());
  }
}
