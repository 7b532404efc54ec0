import { Buffer } from 'node:buffer';
import { changeCommand, withoutSize } from '../../rules/change-command.ts';
import type { RulePlan } from '../../rules/rule-plan.ts';
import { LF } from '../../smtp/bytes.ts';
import { parseCommand } from '../../smtp/command.ts';
import type { Matter } from '../inquiry.ts';
import { splitLine, textEnd } from '../reply-lines.ts';
import type { Judged } from '../rule-judge.ts';
import { movedOn } from './step-diversion.ts';
import type { Decided } from './step-gate.ts';
import { gathersMessages, type StepParts } from './step-parts.ts';

/** The client's half of the steps: each of its commands is decided on, and goes on as that wants it. */
export class StepCommands {
  readonly #parts: StepParts;
  readonly #pass: (said: Buffer, sent: Buffer) => void;
  /** A line is on its way that was too long to be waited for; more of it comes. */
  #isWithinLine = false;

  /** `pass`: passes on what was said as what goes on, towards the server. */
  constructor(parts: StepParts, pass: (said: Buffer, sent: Buffer) => void) {
    this.#parts = parts;
    this.#pass = pass;
  }

  /** What comes next belongs to a line whose beginning has gone on: it follows that, whoever's turn it is. */
  get isWithinLine(): boolean {
    return this.#isWithinLine;
  }

  /** The client has said a command, and it is its turn. `line`: with its ending; or a piece of one that is too long. */
  take(line: Buffer): void {
    const { exchange, gate, judge, pacing } = this.#parts;
    const isEnded = line.at(-1) === LF;
    if (this.#isWithinLine || !isEnded) return this.#takePiece(line, isEnded);
    exchange.command = parseCommand(line, 0, textEnd(line));
    gate.waits('client');
    const judged = judge.judge('client', line, !gate.isIdle || pacing.isPaced('client'));
    if (judged.kind !== 'authentication') exchange.commandLine = line;
    pacing.after('client', judged.plan, line, () => this.#decide(line, judged));
  }

  /** The server owes one reply for the whole line, which it may give before that is over: most refuse it for its length. */
  #takePiece(piece: Buffer, isLast: boolean): void {
    const { exchange, gate, judge } = this.#parts;
    if (!this.#isWithinLine) {
      exchange.command = parseCommand(piece, 0, piece.length);
      exchange.expected.push('client');
      gate.isAnswered('server');
    }
    this.#isWithinLine = !isLast;
    judge.pass('client', piece, false);
    this.#pass(piece, piece);
  }

  #decide(line: Buffer, judged: Judged): void {
    const changed = this.#change(line, judged.plan);
    const matter = (): Matter => ({ type: 'command', said: line, sent: changed });
    const goOn = ({ plan, instead }: Decided): void => this.#release(line, instead ?? changed, plan);
    this.#parts.gate.decide({ side: 'client', said: line, judged, matter }, goOn);
  }

  /** While a rule may change messages, no length is announced that may not be true. */
  #change(line: Buffer, { changes }: RulePlan): Buffer {
    const { exchange, gate, judge } = this.#parts;
    const mayChange = judge.mayChangeContent || gate.changesContent;
    if (changes.length === 0 && !(mayChange && exchange.verb === 'MAIL')) return line;
    const { text, ending } = splitLine(line);
    const changed = changeCommand(text, changes);
    const isTrue = mayChange ? withoutSize(changed) : changed;
    return isTrue === text ? line : Buffer.from(isTrue + ending, 'latin1');
  }

  #release(line: Buffer, sent: Buffer, wanted: RulePlan): void {
    const { content, diversion, ends, exchange, judge, sides } = this.#parts;
    const plan = ends.postponed(wanted);
    if (plan.end !== null) {
      sides.withholdNow('client', line);
      content.beginChunk(exchange.command, false);
      return ends.end(plan);
    }
    diversion.lead(plan.divert, exchange.verb, line, (lines) => {
      judge.overlook(lines);
      this.#letGo(line, diversion.fit(sent), movedOn(plan, lines));
    });
  }

  #letGo(line: Buffer, sent: Buffer, plan: RulePlan): void {
    const { content, diversion, ends, exchange, gate } = this.#parts;
    const { command } = exchange;
    const goesOn = sent === line && command !== null ? command : parseCommand(sent, 0, textEnd(sent));
    const isGathered = exchange.taken > 0 && gathersMessages(this.#parts);
    if (exchange.verb === 'DATA' && goesOn.verb === 'DATA' && isGathered) {
      diversion.said.endTransaction();
      return content.beginGathering(line, plan);
    }
    diversion.passed(goesOn.verb, sent);
    exchange.expected.push('client');
    exchange.recipients = plan.recipients;
    content.beginChunk(goesOn, true);
    gate.isAnswered('server');
    this.#pass(line, sent);
    ends.note(plan);
  }
}
