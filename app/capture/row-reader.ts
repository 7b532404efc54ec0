import { Buffer } from 'node:buffer';
import type { Asked, LineMeaning, Reply } from '../smtp/dialogue-listener.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import { decodeForDisplay } from '../smtp/decode.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import type { Changeable } from '../smtp/line-in-hand.ts';
import { MessageTracker } from '../smtp/message.ts';
import { redactLine } from '../transcript/redaction.ts';
import type { LineReply, RowFinding, TranscriptLine, TranscriptRow } from '../transcript/row.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { BytesOrigin } from './entry.ts';
import { EntryReader } from './entry-reader.ts';
import type { SessionSource } from './session-source.ts';
import { SessionWalk, type WalkLine, type WalkListener, type WalkState } from './session-walk.ts';

/** How rows are made of bytes. */
export interface RowOptions {
  /** Microseconds since 1970, UTC, when the session began. */
  readonly started: number;
  /** Secrets stand as they were said. */
  readonly reveal: boolean;
}

/** Gets a reply, and the number of the line that asked for it. `more`: that line will be answered again. */
export type OnReply = (askedBy: number, reply: LineReply, more: boolean) => void;

/** Says of a row by its number whether it is wanted; of a line, by what it is. */
export type WantedRow = (row: number, line?: WalkLine) => boolean;

/** Makes rows of what a walk comes upon, where they are wanted. */
export class RowMaker implements WalkListener {
  readonly #options: RowOptions;
  readonly #take: (row: TranscriptRow) => void;
  readonly #wanted: WantedRow;
  readonly #onReply: OnReply | undefined;

  /** `wanted` says whether a row is; `take` gets each, and `onReply` every reply. */
  constructor(options: RowOptions, wanted: WantedRow, take: (row: TranscriptRow) => void, onReply?: OnReply) {
    this.#onReply = onReply;
    this.#options = options;
    this.#wanted = wanted;
    this.#take = take;
  }

  /** {@link WalkListener} */
  line(said: WalkLine): void {
    if (!this.#wanted(said.row, said)) return;
    const { bytes, start, end, kind, time, origin, meaning, findings } = said;
    const raw = bytes.subarray(start, end);
    const decoded = decodeForDisplay(raw);
    const line: Changeable<TranscriptLine> = {
      type: 'line',
      row: said.row,
      n: said.number,
      at: this.#options.started + time,
      from: said.from,
      text: decoded.text,
      ending: said.ending,
      kind,
      phase: said.phase,
      tls: origin.tls,
      injected: origin.injected,
      masked: false,
    };
    // Set one by one: to spread them in takes longer than all else that is done for a line.
    if (origin.withheld) line.withheld = true;
    if (said.held) line.held = true;
    if (said.sentAs !== null) line.sentAs = decodeForDisplay(Buffer.from(said.sentAs, 'latin1')).text;
    if (!decoded.exact) line.bytes = Buffer.from(raw).toString('base64');
    if (meaning !== null) mean(line, meaning, time);
    if (findings.length > 0) line.findings = shown(findings);
    this.#take(this.#options.reveal ? line : redactLine(line));
  }

  /** {@link WalkListener} */
  reply(asked: Asked | null, reply: Reply, _origin: BytesOrigin, time: number, more: boolean): void {
    if (asked === null || asked.line === 0) return;
    const tookMs = Math.max(0, time - asked.time) / 1_000;
    this.#onReply?.(asked.line, { line: reply.line, code: reply.code, tookMs }, more);
  }

  /** {@link WalkListener} */
  event(row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    if (!this.#wanted(row)) return;
    const at = this.#options.started + time;
    const found = findings.length === 0 ? {} : { findings: shown(findings) };
    this.#take({ type: 'event', row, at, event, ...found });
  }
}

function shown(findings: readonly Finding[]): readonly RowFinding[] {
  return findings.map(({ code, severity }) => ({ code, severity }));
}

/** What a line means; `time`: of the line, in microseconds since the session began. */
function mean(line: Changeable<TranscriptLine>, meaning: Exclude<LineMeaning, null>, time: number): void {
  const { asked } = meaning;
  if (meaning.type === 'command') {
    line.verb = meaning.command.verb;
    line.exchange = meaning.asked.exchange;
    return;
  }
  const { code, enhanced } = meaning.reply;
  if (code !== 0) line.code = code;
  if (enhanced !== '') line.enhanced = enhanced;
  // Which command and which reply belong together.
  if (asked === null) return;
  if (asked.exchange !== 0) line.exchange = asked.exchange;
  if (asked.line !== 0) line.answers = asked.line;
  line.answered = asked.what === 'command' ? asked.verb : asked.what;
  if (meaning.whole !== null) line.tookMs = Math.max(0, time - asked.time) / 1_000;
}

/** Where reading may go on later. */
export interface ReadingPlace {
  readonly position: number;
  readonly state: WalkState;
}

/** What a walk through rows is for. */
export interface RowWalk {
  /** Secrets stand as they were said. */
  readonly reveal: boolean;
  readonly wanted: WantedRow;
  readonly take: (row: TranscriptRow) => void;
  readonly onReply?: OnReply;
  /** Asked after each entry; `position`: where the next one begins. */
  readonly goOn: (walk: SessionWalk, position: number) => boolean;
}

/**
 * Goes through a session's rows from a place on, as far as the file is known to reach, and gives each wanted one to
 * `take`. Stops early, between two entries, when `goOn` says so. Resolves to where it stopped. Rejects as reading a
 * file does.
 */
export async function walkRows(
  source: SessionSource,
  place: ReadingPlace,
  { reveal, wanted, take, onReply, goOn }: RowWalk,
): Promise<ReadingPlace> {
  const { index } = source;
  const limit = index.position;
  const isComplete = !index.isOpen;
  const maker = new RowMaker({ started: index.started, reveal }, wanted, take, onReply);
  const walk = new SessionWalk(maker, place.state, index.slowAfter);
  return source.readFile(async (file) => {
    const reader = new EntryReader(file, place.position, limit, false);
    let position = place.position;
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry, next } of placed) {
        walk.take(entry);
        position = next;
        if (!goOn(walk, position)) return { position, state: walk.state() };
      }
    }
    if (isComplete) walk.finish();
    return { position, state: walk.state() };
  });
}

/** What a walk through a whole session is for. */
export interface WholeWalk {
  /** Gets each line; null where none is wanted. */
  readonly line: ((line: TranscriptLine) => void) | null;
  /** Gets the header of each message; null where none is wanted. */
  readonly header: ((header: HeaderReader) => void) | null;
  /** Nothing more is wanted. */
  readonly isOver: () => boolean;
  /** Waited for from time to time. */
  readonly turn: () => Promise<void>;
}

/**
 * Goes through a session from its beginning on, as far as it is on the disk, whatever is known of it. Rejects as reading a file
 * does.
 */
export async function walkWhole(
  source: SessionSource,
  { line, header, isOver, turn }: WholeWalk,
): Promise<void> {
  const { index } = source;
  const { end, growing } = await source.extent();
  const { position, state } = index.checkpointFor(0);
  const maker = new RowMaker(
    { started: index.started, reveal: false },
    () => line !== null && !isOver(),
    (row) => {
      if (row.type === 'line' && !isOver()) line?.(row);
    },
  );
  const messages = header === null ? null : new MessageTracker({ listener: { header } });
  const walk = new SessionWalk(
    messages === null ? maker : withMessages(maker, messages),
    state,
    index.slowAfter,
  );
  await source.readFile(async (file) => {
    const reader = new EntryReader(file, position, end, growing);
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry } of placed) {
        walk.take(entry);
        if (isOver()) return;
      }
      await turn();
    }
    if (!growing) walk.finish();
    messages?.end();
  });
}

function withMessages(rows: WalkListener, messages: MessageTracker): WalkListener {
  return {
    line: (line) => rows.line(line),
    event: (row, time, event, findings) => rows.event(row, time, event, findings),
    reply: (asked, reply, origin, time, more) => rows.reply?.(asked, reply, origin, time, more),
    command: (asked) => messages.command(asked),
    content: (bytes, start, end) => messages.content(bytes, start, end),
    contentEnd: (asked) => messages.contentEnd(asked),
  };
}

/** What rows may come to: how many characters are left. The row that goes past it is the last. */
export interface RowBudget {
  left: number;
}

/** The rows from `from` up to and without `to`, or as many as the budget allows. Rejects as reading a file does. */
export async function readRows(
  source: SessionSource,
  from: number,
  to: number,
  reveal: boolean,
  budget: RowBudget = { left: Infinity },
): Promise<TranscriptRow[]> {
  if (to <= from) return [];
  const wanted = (row: number): boolean => row >= from && row < to;
  return readStretch(source, { first: from, last: to - 1, wanted }, reveal, budget);
}

/**
 * The rows of these numbers, which rise, or as many as the budget allows. `breathe` is waited for between two reads. Rejects as
 * reading a file does.
 */
export async function readScatteredRows(
  source: SessionSource,
  numbers: readonly number[],
  reveal: boolean,
  budget: RowBudget = { left: Infinity },
  breathe: () => Promise<void> = async () => {},
): Promise<TranscriptRow[]> {
  const rows: TranscriptRow[] = [];
  for (const group of groupByCheckpoint(source, numbers)) {
    if (budget.left <= 0) break;
    await breathe();
    const wanted = new Set(group);
    const stretch = {
      first: group[0] ?? 0,
      last: group.at(-1) ?? 0,
      wanted: (row: number) => wanted.has(row),
    };
    for (const row of await readStretch(source, stretch, reveal, budget)) rows.push(row);
  }
  return rows;
}

/** The row of the line of that number, from 1; null where there is no such line. Rejects as reading a file does. */
export async function rowOfLine(source: SessionSource, line: number): Promise<number | null> {
  if (line < 1 || line > source.index.lines) return null;
  let found: number | null = null;
  await walkRows(source, source.index.checkpointForLine(line), {
    reveal: true,
    wanted: () => found === null,
    take: (row) => {
      if (row.type === 'line' && row.n === line) found = row.row;
    },
    goOn: () => found === null,
  });
  return found;
}

interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly wanted: (row: number) => boolean;
}

/**
 * How far from a command its reply is looked for, in lines: with pipelining it comes behind all that was asked at once, and
 * servers let some hundred commands wait. The bytes bound the reading where those lines are very long.
 */
const REPLY_WITHIN_LINES = 1_000;
const REPLY_WITHIN_BYTES = 4 * 1024 * 1024;

/** Characters of a row in JSON, without its text. */
const ROW_WITHOUT_TEXT = 300;

async function readStretch(
  source: SessionSource,
  { first, last, wanted }: Stretch,
  reveal: boolean,
  budget: RowBudget,
): Promise<TranscriptRow[]> {
  const rows: TranscriptRow[] = [];
  /** Lines that wait for a reply, and where they stand among the rows. */
  const waiting = new Map<number, number>();
  let end = { position: 0, lines: 0 };
  await walkRows(source, source.index.checkpointFor(first), {
    reveal,
    wanted: (row) => budget.left > 0 && wanted(row),
    take(row) {
      budget.left -= sizeOf(row);
      if (row.type === 'line' && mayBeAnswered(row)) waiting.set(row.n, rows.length);
      rows.push(row);
    },
    onReply(askedBy, reply, more) {
      const at = waiting.get(askedBy);
      const row = at === undefined ? undefined : rows[at];
      if (at === undefined || row?.type !== 'line' || reply.line - askedBy > REPLY_WITHIN_LINES) return;
      rows[at] = { ...row, reply };
      if (!more) waiting.delete(askedBy);
    },
    goOn(walk, position) {
      if (walk.rows <= last && budget.left > 0) return true;
      if (end.position === 0) end = { position, lines: walk.lines };
      const isNear =
        walk.lines - end.lines <= REPLY_WITHIN_LINES && position - end.position <= REPLY_WITHIN_BYTES;
      return waiting.size > 0 && isNear;
    },
  });
  return rows;
}

/** Characters that a row comes to, about. */
function sizeOf(row: TranscriptRow): number {
  return row.type === 'line'
    ? ROW_WITHOUT_TEXT + row.text.length + (row.bytes?.length ?? 0)
    : ROW_WITHOUT_TEXT;
}

function mayBeAnswered({ kind, text }: TranscriptLine): boolean {
  return kind === 'command' || (kind === 'content' && text === '.');
}

/** Rows that are rather read in vain than that another read begins at a checkpoint. */
const NEAR_ROWS = 512;

/** One short read for what stands between two checkpoints, or near to what is read anyway. */
function groupByCheckpoint(source: SessionSource, numbers: readonly number[]): number[][] {
  const groups: number[][] = [];
  let lastPosition = -1;
  let lastNumber = -Infinity;
  for (const number of numbers) {
    const { position } = source.index.checkpointFor(number);
    const isNear = number - lastNumber <= NEAR_ROWS;
    lastNumber = number;
    if (position === lastPosition || isNear) groups.at(-1)?.push(number);
    else groups.push([number]);
    lastPosition = position;
  }
  return groups;
}
