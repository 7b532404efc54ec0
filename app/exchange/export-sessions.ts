import { searchedSession } from '../capture/message-conditions.ts';
import { SessionFacts } from '../capture/session-facts.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { SessionView } from '../capture/session-view.ts';
import type { ExportFormat } from '../transcript/export-format.ts';
import { formatJsonSession } from '../transcript/json-format.ts';
import type { Query } from '../transcript/query.ts';
import { htmlEnd, htmlItem, htmlSessionEnd, htmlSessionStart, htmlStart } from './html-page.ts';
import { formatItem } from './item-text.ts';
import { pcapngStart } from './pcapng-writer.ts';
import { sessionPackets } from './session-packets.ts';

/** Items that become one piece: few pieces, and little memory. */
const ITEMS_AT_ONCE = 500;

/** Sessions one after the other, each opened when its turn comes. */
export type ExportedSources = AsyncIterable<SessionSource>;

/** How sessions are exported. */
export interface ExportOptions {
  /** The lines that match; of packets the whole sessions of which a line does. */
  readonly filter?: Query | undefined;
  /** Secrets stand as they were said. */
  readonly reveal: boolean;
  /** Time, TLS mark and phase in front of each line of text. */
  readonly marks: boolean;
  /** There is more than one, so that each line of text carries its session's number. */
  readonly several: boolean;
  /** The program's version. */
  readonly version: string;
  /** Told how much of the session in hand has been gone through, from 0 to 1; of packets only when it is done. */
  readonly onDone?: (part: number) => void;
}

/** One file that holds sessions, piece by piece. */
export type ExportedFile = AsyncGenerator<string | Uint8Array, void, undefined>;

/**
 * Sessions as one file. What is under way is there as far as it has come. Rejects as reading a file does; to end the
 * generator early is to give the file up.
 */
export function exportSessions(
  format: Exclude<ExportFormat, 'eml'>,
  sources: ExportedSources,
  options: ExportOptions,
): ExportedFile {
  switch (format) {
    case 'text':
    case 'jsonl':
      return writeText(format, sources, options);
    case 'pcapng':
      return writePackets(sources, options);
    case 'html':
      return writePage(sources, options);
  }
}

async function* writeText(
  format: 'text' | 'jsonl',
  sources: ExportedSources,
  { several, ...options }: ExportOptions,
): ExportedFile {
  const form = { ...options, format, numbered: several };
  for await (const source of sources) {
    const searched = await searchedSession(source, form.filter ?? null);
    const facts = new SessionFacts(source, form.reveal);
    for await (const items of facts.readOn()) {
      form.onDone?.(facts.done);
      for (let from = 0; from < items.length; from += ITEMS_AT_ONCE) {
        const some = items.slice(from, from + ITEMS_AT_ONCE);
        yield some.map((item) => formatItem(item, searched, form)).join('');
      }
    }
    if (format === 'jsonl') yield formatJsonSession(source.index.summary());
  }
}

async function* writePackets(
  sources: ExportedSources,
  { filter, reveal, version, onDone }: ExportOptions,
): ExportedFile {
  const masking = reveal ? '' : ' What authenticates is masked.';
  const comment = `Conversations that SMTP Spy recorded, as packets made of them: out of TLS, where it was taken off.${masking}`;
  yield pcapngStart(`SMTP Spy ${version}`, comment);
  for await (const source of sources) {
    if (filter === undefined || (await hasMatch(source, filter, reveal)))
      yield* sessionPackets(source, reveal);
    onDone?.(1);
  }
}

async function hasMatch(source: SessionSource, filter: Query, reveal: boolean): Promise<boolean> {
  const view = new SessionView(source, { query: filter, reveal, folding: null }, () => {});
  await view.settled();
  if (view.problem !== null) throw new Error('The session could not be read.', { cause: view.problem });
  return view.progress.rows > 0;
}

async function* writePage(sources: ExportedSources, options: ExportOptions): ExportedFile {
  yield htmlStart(options.several ? 'SMTP conversations' : 'SMTP conversation');
  for await (const source of sources) yield* writeOnPage(source, options);
  yield htmlEnd();
}

/** A conversation without a line that matches is left out. */
async function* writeOnPage(source: SessionSource, { filter, reveal, onDone }: ExportOptions): ExportedFile {
  const summary = await searchedSession(source, filter ?? null);
  let begun = filter === undefined;
  if (begun) yield htmlSessionStart(summary);
  const facts = new SessionFacts(source, reveal);
  for await (const items of facts.readOn()) {
    onDone?.(facts.done);
    const wanted =
      filter === undefined
        ? items
        : items.filter((item) => item.type === 'line' && filter.matchesLine(item, summary));
    if (wanted.length === 0) continue;
    if (!begun) yield htmlSessionStart(summary);
    begun = true;
    yield wanted.map((item) => htmlItem(item, summary.started)).join('');
  }
  if (begun) yield htmlSessionEnd();
}
