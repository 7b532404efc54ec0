import { decodeForDisplay } from '../smtp/decode.ts';
import type { Severity } from '../smtp/findings/finding.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import type { Speaker } from '../smtp/words.ts';
import type { WalkLine } from '../capture/session-walk.ts';
import { redactAuthentication } from '../transcript/redaction.ts';
import type { Way } from '../transcript/details.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { ContentStep, SaidStep, Step } from '../transcript/step.ts';

/** Steps that are kept of a session: days of an ordinary conversation, in a few megabytes. */
const MOST_STEPS = 20_000;

/** Bytes of a line that its step shows: RFC 5321 section 4.5.3.1.5 allows replies of 512, and a picture has less room. */
const MOST_TEXT = 160;

type Changeable<Part> = { -readonly [Field in keyof Part]: Part[Field] };

/** Where the dialogue stands at the moment. */
export interface StageKnown {
  readonly stage: Stage;
}

/** Puts lines and events together to steps. `walk`: what comes upon the lines. */
export class StepGatherer {
  readonly #walk: StageKnown;
  readonly #steps: Step[] = [];
  readonly #ways = new Map<string, Changeable<Way>>();
  /** The step in hand may still grow; it stands in the list already. */
  #said: Changeable<SaidStep> | null = null;
  #content: Changeable<ContentStep> | null = null;
  #total = 0;

  constructor(walk: StageKnown) {
    this.#walk = walk;
  }

  /** The steps that are kept. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** All steps, those that are not kept included. */
  get total(): number {
    return this.#total;
  }

  /** Every way that was gone, and how often. */
  get ways(): readonly Way[] {
    return [...this.#ways.values()];
  }

  /** A line of the session. */
  line(line: WalkLine): void {
    switch (line.kind) {
      case 'command':
        return this.#sayNew(line, 'command');
      case 'authentication':
        return this.#sayNew(line, line.from === 'client' ? 'response' : 'reply');
      case 'reply':
        return this.#replyLine(line);
      case 'content':
      case 'opaque':
        return this.#contentLine(line, line.kind);
    }
  }

  /** An event between lines. */
  event(row: number, time: number, event: SessionEvent): void {
    this.#content = null;
    this.#said = null;
    const before = this.#lastStage();
    this.#add({ type: 'event', n: this.#total, row, lastRow: row, at: time, until: time, event });
    if (event.event === 'opaque') this.#go(before, 'tls', 'both');
  }

  /** The line in hand is a command, and has moved the dialogue. */
  command(): void {
    this.#arrive('client');
  }

  /** The line in hand ends a reply, and has moved the dialogue. */
  reply(): void {
    this.#arrive('server');
    this.#said = null;
  }

  /** The line in hand ends the content. */
  contentEnd(): void {
    const content = this.#content;
    if (content === null) return;
    content.after = this.#walk.stage;
    this.#go(content.before, content.after, 'client');
    this.#content = null;
  }

  #replyLine(line: WalkLine): void {
    const said = this.#said;
    // A whole reply is no longer in hand.
    if (said?.type !== 'reply' || said.from !== line.from) return this.#sayNew(line, 'reply');
    said.lastRow = line.row;
    said.until = line.time;
    said.finding = worse(said.finding, line);
    said.tookMs = tookMs(line);
  }

  #sayNew(line: WalkLine, type: SaidStep['type']): void {
    this.#content = null;
    const { meaning } = line;
    const asked = meaning?.asked ?? null;
    this.#said = {
      type,
      ...this.#begin(line),
      text: shownText(line),
      code: meaning?.type === 'reply' ? meaning.reply.code : 0,
      tookMs: tookMs(line),
      verb: asked === null ? '' : asked.what === 'command' ? asked.verb : asked.what,
      exchange: asked?.exchange ?? 0,
      injected: line.origin.injected,
    };
    this.#add(this.#said);
  }

  #contentLine(line: WalkLine, type: ContentStep['type']): void {
    this.#said = null;
    const content = this.#content;
    if (content !== null && content.type === type && content.from === line.from) {
      content.lastRow = line.row;
      content.until = line.time;
      content.lines += 1;
      content.finding = worse(content.finding, line);
      return;
    }
    this.#content = { type, ...this.#begin(line), lines: 1 };
    this.#add(this.#content);
  }

  /** What steps of all kinds have, of their first line. */
  #begin(line: WalkLine) {
    const { row, time, from, number } = line;
    const { stage } = this.#walk;
    return {
      n: this.#total,
      row,
      lastRow: row,
      at: time,
      until: time,
      from,
      line: number,
      before: stage,
      after: stage,
      finding: worse(null, line),
    };
  }

  #arrive(by: Speaker): void {
    const said = this.#said;
    if (said === null) return;
    said.after = this.#walk.stage;
    this.#go(said.before, said.after, by);
  }

  #go(from: Stage, to: Stage, by: Way['by']): void {
    const key = `${from} ${to} ${by}`;
    const way = this.#ways.get(key);
    if (way === undefined) this.#ways.set(key, { from, to, by, times: 1 });
    else way.times += 1;
  }

  #lastStage(): Stage {
    const last = this.#steps.at(-1);
    return last === undefined || last.type === 'event' ? this.#walk.stage : last.after;
  }

  #add(step: Step): void {
    this.#total += 1;
    if (this.#steps.length < MOST_STEPS) this.#steps.push(step);
  }
}

function tookMs({ meaning, time }: WalkLine): number | null {
  if (meaning?.type !== 'reply' || meaning.whole === null || meaning.asked === null) return null;
  return Math.max(0, time - meaning.asked.time) / 1_000;
}

function shownText({ bytes, start, end, kind, meaning }: WalkLine): string {
  const { text } = decodeForDisplay(bytes.subarray(start, Math.min(end, start + MOST_TEXT)));
  const verb = meaning?.type === 'command' ? meaning.command.verb : undefined;
  const shown = redactAuthentication(text, kind, verb).text;
  return end - start > MOST_TEXT ? `${shown}…` : shown;
}

const WEIGHT: Readonly<Record<Severity, number>> = { note: 1, warning: 2, error: 3 };

function worse(worst: Severity | null, { findings }: WalkLine): Severity | null {
  let found = worst;
  for (const { severity } of findings) {
    if (found === null || WEIGHT[severity] > WEIGHT[found]) found = severity;
  }
  return found;
}
