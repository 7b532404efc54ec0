import type { Buffer } from 'node:buffer';
import type { RulePlan } from '../../rules/rule-plan.ts';
import type { Speaker } from '../../smtp/words.ts';
import type { SessionEvent } from '../../transcript/session-event.ts';
import type { Judged, RuleJudge } from '../rule-judge.ts';
import type { Asker, Inquiry, Matter, Verdict } from '../inquiry.ts';
import type { StepExchange } from './step-exchange.ts';

/** What the gate needs of the relay that it is part of. */
export interface GateWorld {
  /** {@link StepGate.take} is to be called with the token when the asker has decided. */
  ask(token: number, asker: Asker, inquiry: Inquiry): void;
  /** The question is of no use any more. */
  withdraw(token: number): void;
  /** What a side says waits no more. */
  whenFree(side: Speaker): void;
}

/** What is to become of what was asked about. */
export interface Decided {
  /** As the rules want it, and those who were asked. */
  readonly plan: RulePlan;
  /** What goes on in place of the matter's `sent` or `content`; null: that does. */
  readonly instead: Buffer | null;
}

/** Something to be decided. */
export interface Question {
  readonly side: Speaker;
  /** What was said, as it is to stand in the record if it never goes on. */
  readonly said: Buffer;
  /** What rules made of it. */
  readonly judged: Judged;
  /** Only made where somebody may want to be asked. */
  readonly matter: () => Matter;
}

/** A question that is open, and what happens when it is decided. */
interface Open {
  readonly question: Question;
  readonly inquiry: Inquiry;
  readonly instead: Buffer | null;
  /** What is noted of the verdicts so far. */
  readonly events: readonly SessionEvent[];
  /** Which of the askers is asked. */
  readonly place: number;
  readonly goOn: (decided: Decided) => void;
}

/** What is said waits here for those who want to decide on it, each side by itself. */
export class StepGate {
  readonly #askers: readonly Asker[];
  readonly #judge: RuleJudge;
  readonly #exchange: StepExchange;
  readonly #world: GateWorld;
  readonly #open = new Map<number, Open>();
  readonly #waitsSince: Record<Speaker, number | null> = { client: null, server: null };
  #lastToken = 0;

  constructor(askers: readonly Asker[], judge: RuleJudge, exchange: StepExchange, world: GateWorld) {
    this.#askers = askers;
    this.#judge = judge;
    this.#exchange = exchange;
    this.#world = world;
  }

  /** Nobody waits for a decision, and nobody wants to be asked. */
  get isIdle(): boolean {
    return this.#open.size === 0 && this.#askers.every(({ isIdle }) => isIdle);
  }

  /** Something waits for the decision of a person. */
  get isWaitingForPerson(): boolean {
    return [...this.#open.values()].some(({ place }) => this.#askers[place]?.isPerson);
  }

  /** Somebody wants to be asked about lines of content. */
  get looksAtContent(): boolean {
    return this.#askers.some(({ looksAtContent }) => looksAtContent);
  }

  /** Somebody wants to be asked about whole messages. */
  get gathers(): boolean {
    return this.#askers.some(({ gathers }) => gathers);
  }

  /** A message may come out longer or shorter than it was announced. */
  get changesContent(): boolean {
    return this.#askers.some(({ changesContent }) => changesContent);
  }

  /** This side has said something, and waits for the other from now on. */
  waits(side: Speaker): void {
    this.#waitsSince[side] = this.#judge.now();
  }

  /** What this side waited for has come. */
  isAnswered(side: Speaker): void {
    this.#waitsSince[side] = null;
  }

  /** Whether something that this side said waits; what comes behind it has to wait, too. */
  isBlocked(side: Speaker): boolean {
    for (const { question } of this.#open.values()) if (question.side === side) return true;
    return false;
  }

  /** Has it decided by all who want to, one after the other, and goes on with that: at once where nobody wants to. */
  decide(question: Question, goOn: (decided: Decided) => void): void {
    const { plan } = question.judged;
    // An inquiry costs more than to see that nobody wants one.
    if (plan.hold === null && this.isIdle) return goOn({ plan, instead: null });
    this.#ask({ question, inquiry: this.#inquiry(question), instead: null, events: [], place: 0, goOn });
  }

  #inquiry({ side, judged: { plan, line }, matter: make }: Question): Inquiry {
    const matter = make();
    // The client waits since it has said all of it, and not since it asked for it to be taken.
    if (matter.type === 'message') this.waits('client');
    return {
      matter,
      from: matter.type === 'connection' ? 'client' : side,
      line,
      verb: this.#exchange.verb,
      command: this.#exchange.commandLine,
      hold: plan.hold,
      end: plan.end,
      waits: { ...this.#waitsSince },
      session: this.#judge.session,
      envelope: this.#judge.envelope,
    };
  }

  /** The one who was asked has decided. */
  take(token: number, verdict: Verdict): void {
    const open = this.#open.get(token);
    if (open === undefined) return;
    this.#open.delete(token);
    const { side, judged } = open.question;
    const events = verdict.type === 'go-on' ? open.events : [...open.events, ...(verdict.events ?? [])];
    const next = { ...open, events, place: open.place + 1 };
    switch (verdict.type) {
      case 'go-on':
        this.#ask(next);
        break;
      case 'instead':
        this.#ask({ ...next, instead: verdict.bytes, inquiry: withBytes(open.inquiry, verdict.bytes) });
        break;
      case 'end': {
        const plan = { ...judged.plan, besides: events, end: verdict.end, endedBy: verdict.by };
        open.goOn({ plan, instead: null });
        break;
      }
    }
    if (!this.isBlocked(side)) this.#world.whenFree(side);
  }

  /** Nothing waits any more. Gives what did, by who said it. */
  abandon(): readonly { readonly side: Speaker; readonly said: Buffer }[] {
    const left = [...this.#open].map(([token, { question }]) => {
      this.#world.withdraw(token);
      return question;
    });
    this.#open.clear();
    return left;
  }

  #ask(open: Open): void {
    const { inquiry, instead, events, question, goOn } = open;
    const place = this.#askers.findIndex((asker, at) => at >= open.place && asker.wants(inquiry));
    const asker = this.#askers[place];
    const ruled = events.length === 0 ? question.judged.plan : { ...question.judged.plan, besides: events };
    // Where something is put in its place, a rule's wish to end it is overruled.
    const plan = instead === null ? ruled : { ...ruled, end: null, endedBy: '' };
    if (asker === undefined) return goOn({ plan, instead });
    const token = (this.#lastToken += 1);
    this.#open.set(token, { ...open, place });
    this.#world.ask(token, asker, inquiry);
  }
}

function withBytes(inquiry: Inquiry, bytes: Buffer): Inquiry {
  return { ...inquiry, matter: matterWith(inquiry.matter, bytes), end: null };
}

function matterWith(matter: Matter, bytes: Buffer): Matter {
  switch (matter.type) {
    case 'connection':
      return matter;
    case 'command':
    case 'reply':
    case 'content-line':
      return { ...matter, sent: bytes };
    case 'message':
      return { ...matter, size: bytes.length, content: () => [bytes] };
  }
}
