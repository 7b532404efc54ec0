import { Buffer } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { LineMeaning } from '../smtp/dialogue-listener.ts';
import { decodeForDisplay } from '../smtp/decode.ts';
import { redactAuthentication } from '../transcript/redaction.ts';
import type { SessionEvent, TranscriptLine, TranscriptRow } from '../transcript/row.ts';
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

/** Makes rows of what a walk comes upon, where they are wanted. */
export class RowMaker implements WalkListener {
  readonly #options: RowOptions;
  readonly #take: (row: TranscriptRow) => void;
  readonly #wanted: (row: number) => boolean;

  /** `wanted` says by its number whether a row is; `take` gets each. */
  constructor(options: RowOptions, wanted: (row: number) => boolean, take: (row: TranscriptRow) => void) {
    this.#options = options;
    this.#wanted = wanted;
    this.#take = take;
  }

  /** {@link WalkListener} */
  line(said: WalkLine): void {
    if (!this.#wanted(said.row)) return;
    const { bytes, start, end, kind, time, origin, meaning, findings } = said;
    const raw = bytes.subarray(start, end);
    const decoded = decodeForDisplay(raw);
    const command = meaning?.type === 'command' ? meaning.command : null;
    const reply = meaning?.type === 'reply' ? meaning.reply : null;
    const { text, masked } = this.#options.reveal
      ? { text: decoded.text, masked: false }
      : redactAuthentication(decoded.text, kind, command?.verb);
    const line: TranscriptLine = {
      type: 'line',
      row: said.row,
      n: said.number,
      at: this.#options.started + time,
      from: said.from,
      text,
      ending: said.ending,
      kind,
      phase: said.phase,
      tls: origin.tls,
      injected: origin.injected,
      masked,
      ...(decoded.exact || masked ? {} : { bytes: Buffer.from(raw).toString('base64') }),
      ...(command === null ? {} : { verb: command.verb }),
      ...(reply === null || reply.code === 0 ? {} : { code: reply.code }),
      ...(reply === null || reply.enhanced === '' ? {} : { enhanced: reply.enhanced }),
      ...pairing(meaning, time),
      ...(findings.length === 0
        ? {}
        : { findings: findings.map(({ code, severity }) => ({ code, severity })) }),
    };
    this.#take(line);
  }

  /** {@link WalkListener} */
  event(row: number, time: number, event: SessionEvent): void {
    if (this.#wanted(row)) this.#take({ type: 'event', row, at: this.#options.started + time, event });
  }
}

/** Which command and which reply belong together; `time`: of the line, in microseconds since the session began. */
function pairing(
  meaning: LineMeaning,
  time: number,
): Pick<TranscriptLine, 'exchange' | 'answers' | 'answered' | 'tookMs'> {
  const asked = meaning?.asked ?? null;
  if (meaning === null || asked === null) return {};
  if (meaning.type === 'command') return { exchange: asked.exchange };
  return {
    ...(asked.exchange === 0 ? {} : { exchange: asked.exchange }),
    ...(asked.line === 0 ? {} : { answers: asked.line }),
    answered: asked.what === 'command' ? asked.verb : asked.what,
    ...(meaning.whole === null ? {} : { tookMs: Math.max(0, time - asked.time) / 1_000 }),
  };
}

/** Where reading may go on later. */
export interface ReadingPlace {
  readonly position: number;
  readonly state: WalkState;
}

/**
 * Goes through a session's rows from a place on, as far as the file is known to reach, and gives each wanted one to
 * `take`. Stops early, between two entries, when `goOn` says so. Resolves to where it stopped. Rejects as reading a
 * file does.
 */
export async function walkRows(
  source: SessionSource,
  place: ReadingPlace,
  reveal: boolean,
  wanted: (row: number) => boolean,
  take: (row: TranscriptRow) => void,
  goOn: (walk: SessionWalk) => boolean,
): Promise<ReadingPlace> {
  const { index, path } = source;
  const limit = index.position;
  const isComplete = !index.isOpen;
  const maker = new RowMaker({ started: index.started, reveal }, wanted, take);
  const walk = new SessionWalk(maker, place.state);
  const file = await open(path, 'r');
  try {
    const reader = new EntryReader(file, place.position, limit, false);
    let position = place.position;
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry, next } of placed) {
        walk.take(entry);
        position = next;
        if (!goOn(walk)) return { position, state: walk.state() };
      }
    }
    if (isComplete) walk.finish();
    return { position, state: walk.state() };
  } finally {
    await file.close();
  }
}

/**
 * Goes through a session's lines from its beginning on, as far as it is on the disk, whatever is known of it. Ends early
 * when `take` says so; from time to time `turn` is waited for. Rejects as reading a file does.
 */
export async function walkLines(
  source: SessionSource,
  take: (line: TranscriptLine) => boolean,
  turn: () => Promise<void>,
): Promise<void> {
  const { index } = source;
  const { end, growing } = await source.extent();
  const { position, state } = index.checkpointFor(0);
  let goOn = true;
  const maker = new RowMaker(
    { started: index.started, reveal: false },
    () => goOn,
    (row) => {
      if (row.type === 'line' && goOn) goOn = take(row);
    },
  );
  const walk = new SessionWalk(maker, state);
  await source.readFile(async (file) => {
    const reader = new EntryReader(file, position, end, growing);
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry } of placed) {
        walk.take(entry);
        if (!goOn) return;
      }
      await turn();
    }
    if (!growing) walk.finish();
  });
}

/** The rows from `from` up to and without `to`. Rejects as reading a file does. */
export async function readRows(
  source: SessionSource,
  from: number,
  to: number,
  reveal: boolean,
): Promise<TranscriptRow[]> {
  const rows: TranscriptRow[] = [];
  const wanted = (row: number): boolean => row >= from && row < to;
  await walkRows(
    source,
    source.index.checkpointFor(from),
    reveal,
    wanted,
    (row) => rows.push(row),
    isBefore(to),
  );
  return rows;
}

/** The rows of these numbers, which rise. Rejects as reading a file does. */
export async function readScatteredRows(
  source: SessionSource,
  numbers: readonly number[],
  reveal: boolean,
): Promise<TranscriptRow[]> {
  const rows: TranscriptRow[] = [];
  for (const group of groupByCheckpoint(source, numbers)) {
    const wanted = new Set(group);
    const last = group.at(-1) ?? 0;
    const place = source.index.checkpointFor(group[0] ?? 0);
    await walkRows(
      source,
      place,
      reveal,
      (row) => wanted.has(row),
      (row) => rows.push(row),
      isBefore(last + 1),
    );
  }
  return rows;
}

function isBefore(row: number): (walk: SessionWalk) => boolean {
  return (walk) => walk.rows < row;
}

/** One short read for each stretch between two checkpoints. */
function groupByCheckpoint(source: SessionSource, numbers: readonly number[]): number[][] {
  const groups: number[][] = [];
  let lastPosition = -1;
  for (const number of numbers) {
    const { position } = source.index.checkpointFor(number);
    if (position === lastPosition) groups.at(-1)?.push(number);
    else groups.push([number]);
    lastPosition = position;
  }
  return groups;
}
