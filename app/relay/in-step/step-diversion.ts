import type { Buffer } from 'node:buffer';
import type { RulePlan } from '../../rules/rule-plan.ts';
import type { Offer } from '../../smtp/capabilities.ts';
import type { HostAndPort } from '../../smtp/host-and-port.ts';
import type { SessionEvent } from '../../transcript/session-event.ts';
import type { Arrival } from './diversion.ts';
import { fitToOffer } from './fit-to-offer.ts';
import { SaidSoFar } from './said-so-far.ts';
import type { StepSides } from './step-sides.ts';

/** What going on with another server needs of the relay. */
export interface DivertingWorld {
  /** The conversation is with that server already. */
  isWith(server: HostAndPort): boolean;
  /**
   * Has the conversation go on with another server, which is told what was said so far.
   */
  divert(to: HostAndPort, said: readonly Buffer[], goOn: (arrival: Arrival) => void): void;
}

const TOO_LATE: SessionEvent = {
  event: 'error',
  code: 'divert-too-late',
  side: 'spy',
  text: 'A rule leads the conversation to another server where that cannot be any more: from an EHLO, a MAIL or a RCPT on it can. Let the rule look at one of those, as in cmd:RCPT.',
};

/** Holds a command back until the conversation has come to the server that a rule names, and makes the two fit together. */
export class StepDiversion {
  /** What the server has been told. */
  readonly said = new SaidSoFar();
  readonly #sides: StepSides;
  readonly #world: DivertingWorld;
  readonly #whenFree: () => void;
  #waiting: Buffer | null = null;
  /** What the server offers, where the client goes by what another one did; null: it goes by this one's. */
  #offer: Offer = null;

  /** `whenFree`: what the client says waits no more. */
  constructor(sides: StepSides, world: DivertingWorld, whenFree: () => void) {
    this.#sides = sides;
    this.#world = world;
    this.#whenFree = whenFree;
  }

  /** A command waits for another server. */
  get isUnderWay(): boolean {
    return this.#waiting !== null;
  }

  /**
   * Lets a command go on, with the server that it is to go to; null: with the one that the conversation is with. `goOn` gets
   * how many lines stand before it in the record that it did not stand behind when it was said.
   */
  lead(to: HostAndPort | null, verb: string, command: Buffer, goOn: (lines: number) => void): void {
    if (to === null || this.#world.isWith(to)) return goOn(0);
    const said = this.said.before(verb);
    if (said === null) {
      this.#sides.note(TOO_LATE);
      return goOn(0);
    }
    this.#waiting = command;
    this.#world.divert(to, said, ({ offer, lines }) => {
      this.#waiting = null;
      this.#offer = offer;
      goOn(lines);
      this.#whenFree();
    });
  }

  /** A command as the server takes it. */
  fit(command: Buffer): Buffer {
    return fitToOffer(command, this.#offer);
  }

  /** The server is told a command in this form. */
  passed(verb: string, sent: Buffer): void {
    this.said.passed(verb, sent);
    // What it answers to that, the client gets to know.
    if (verb === 'EHLO' || verb === 'LHLO' || verb === 'HELO') this.#offer = null;
  }

  /** Nothing goes on any more. The command that waited; null where none did. */
  abandon(): Buffer | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}

/** A plan whose acts are on a line that stands so many lines further on. */
export function movedOn(plan: RulePlan, lines: number): RulePlan {
  if (lines === 0) return plan;
  return { ...plan, acts: plan.acts.map((act) => ({ ...act, line: act.line + lines })) };
}
