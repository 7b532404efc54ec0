import { Buffer } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesHeader, eventHeader, recordHeader, sessionHeader } from '../../../app/capture/entry.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import { SessionFacts, type SessionItem } from '../../../app/capture/session-facts.ts';
import { openSessions, type SessionSource } from '../../../app/capture/session-source.ts';
import type { Exchange } from '../../../app/smtp/exchange.ts';
import type { Message } from '../../../app/smtp/message.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { bytesOf, speakerOf, type ConversationScript } from '../../support/conversation-script.ts';

/** Milliseconds from one piece of a recorded script to the next. */
export const BETWEEN_PIECES = 10;

/** When the conversations of these tests begin: microseconds since 1970. */
const STARTED = 1_763_647_331_000_000;

const CLOSED: SessionEvent = { event: 'closed', by: 'client', how: 'end', text: '' };

/** The record of a conversation, as the relay would have written it; one piece each ten milliseconds. */
function recordOf(
  script: ConversationScript,
  { tls = () => false, injected = () => false }: RecordOptions,
): Buffer {
  const info = Buffer.from(
    JSON.stringify({
      session: 1,
      started: STARTED,
      listener: '127.0.0.1:2525',
      client: { address: '127.0.0.1', port: 50_000 },
      server: { host: 'mx.example', port: 25, address: '192.0.2.1' },
      writer: { process: 1, version: '0.0.0' },
    }),
  );
  const pieces = script.flatMap(([who, words], piece) => {
    const payload = bytesOf(words);
    const origin = { from: speakerOf(who), tls: tls(piece), injected: injected(piece), withheld: false };
    return [bytesHeader(origin, payload.length, (piece + 1) * BETWEEN_PIECES * 1_000), payload];
  });
  const closed = Buffer.from(JSON.stringify(CLOSED));
  const end = [eventHeader(closed.length, (script.length + 1) * BETWEEN_PIECES * 1_000), closed];
  const body = [sessionHeader(info.length), info, ...pieces, ...end];
  const length = body.reduce((sum, part) => sum + part.length, 16);
  return Buffer.concat([recordHeader(length), ...body]);
}

/** What is particular about a recorded conversation, or how it is read. */
export interface RecordOptions {
  /** Which pieces the spy took out of TLS. */
  readonly tls?: (piece: number) => boolean;
  /** Which pieces the spy said itself. */
  readonly injected?: (piece: number) => boolean;
  /** Microseconds after which a reply is slow. */
  readonly slowAfter?: number;
}

/** What follows from a conversation. */
export interface Facts {
  readonly items: readonly SessionItem[];
  readonly rows: readonly TranscriptRow[];
  readonly exchanges: readonly Exchange[];
  readonly messages: readonly Message[];
  /** `code in line 7` */
  readonly findings: readonly string[];
  readonly source: SessionSource;
}

/** Records a conversation, and reads all that follows from it. */
export async function factsOf(script: ConversationScript, options: RecordOptions = {}): Promise<Facts> {
  return withRecord(
    script,
    async (source) => {
      const items: SessionItem[] = [];
      for await (const some of new SessionFacts(source, false).readOn()) items.push(...some);
      const rows = await readRows(source, 0, source.index.rows, false);
      return { items, rows, source, ...sorted(items) };
    },
    options,
  );
}

/** Records a conversation, has something read of it, and takes the record away. */
export async function withRecord<Result>(
  script: ConversationScript,
  read: (source: SessionSource) => Promise<Result>,
  options: RecordOptions = {},
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-test-'));
  try {
    const path = join(folder, 'session');
    await writeFile(path, recordOf(script, options));
    const opened = await openSessions(path, options.slowAfter);
    const [source] = opened.ok ? opened.sources : [];
    if (source === undefined) throw new Error('no session');
    await source.catchUp();
    return await read(source);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function sorted(items: readonly SessionItem[]): Pick<Facts, 'exchanges' | 'messages' | 'findings'> {
  return {
    exchanges: items.flatMap((item) => (item.type === 'exchange' ? [item.exchange] : [])),
    messages: items.flatMap((item) => (item.type === 'message' ? [item.message] : [])),
    findings: items.flatMap((item) =>
      item.type === 'finding' ? [`${item.finding.code} in line ${item.finding.line}`] : [],
    ),
  };
}

/** An exchange in a line: `MAIL FROM:<a@b> → 250`. */
export function inShort({ verb, argument, code }: Exchange): string {
  return `${verb}${argument === '' ? '' : ` ${argument}`} → ${code}`;
}
