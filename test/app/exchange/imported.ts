import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSessions } from '../../../app/capture/session-source.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import { importCapture, type ImportedCapture } from '../../../app/exchange/import-capture.ts';
import { displayText } from '../../../app/transcript/display.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { TAGS } from '../../../app/transcript/text-format.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A conversation of every day: greeting, capabilities in one reply, a message, and good-bye. */
export const ORDINARY: ConversationScript = [
  ['s', '220 mx.example ESMTP\r\n'],
  ['c', 'EHLO client.example\r\n'],
  ['s', '250-mx.example\r\n250 PIPELINING\r\n'],
  ['c', 'MAIL FROM:<a@client.example>\r\nRCPT TO:<b@mx.example>\r\nDATA\r\n'],
  ['s', '250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n'],
  ['c', 'Subject: a\r\n\r\nDear reader,\r\n..\r\n.\r\n'],
  ['s', '250 2.0.0 Ok: queued\r\n'],
  ['c', 'QUIT\r\n'],
  ['s', '221 2.0.0 Bye\r\n'],
];

/** A conversation as it comes back from a capture. */
export interface ImportedConversation {
  readonly rows: readonly TranscriptRow[];
  readonly summary: SessionSummary;
  /** Its rows, a line each: `c> QUIT`, `# gap of 6 from client`. */
  readonly told: string;
}

/** What came of a capture, and what its sessions are when they are read as any others. */
export type Imported = ImportedCapture & { readonly conversations: readonly ImportedConversation[] };

/** Brings in a capture of these bytes. */
export async function importBytes(bytes: Uint8Array, name = 'some.pcap'): Promise<Imported> {
  const folder = await temporaryFolder();
  const path = join(folder, name);
  await writeFile(path, bytes);
  return importFile(path, join(folder, 'captures'));
}

/** Brings in a capture. */
export async function importFile(path: string, directory: string): Promise<Imported> {
  const imported = await importCapture(path, { directory, version: '1.2.3' });
  const conversations: ImportedConversation[] = [];
  for (const file of imported.files) conversations.push(...(await conversationsIn(file)));
  return { ...imported, conversations };
}

/** The only conversation of a capture of these bytes. Rejects where there is another number of them. */
export async function importOne(bytes: Uint8Array): Promise<ImportedConversation> {
  const { conversations, problem } = await importBytes(bytes);
  const [first, ...others] = conversations;
  if (first === undefined || others.length > 0) {
    throw new Error(`${conversations.length} conversations, and ${JSON.stringify(problem)}`);
  }
  return first;
}

/** What a whole conversation comes to: its script, as {@link ImportedConversation.told} has it. */
export function toldOf(script: ConversationScript, ...end: readonly string[]): string {
  const lines = script.flatMap(([who, words]) =>
    words
      .split('\r\n')
      .slice(0, -1)
      .map((line) => `${who === 'c' ? 'c>' : 's<'} ${line}`),
  );
  return ['# connected', ...lines, ...end].join('\n');
}

/** How a conversation ends that the client ended in order. */
export const IN_ORDER = ['# ended by client', '# ended by server', '# closed by client: end'] as const;

/** How a conversation ends whose end is not in the capture. */
export const UNSEEN = '# closed by spy: stopped';

async function conversationsIn(file: string): Promise<ImportedConversation[]> {
  const opened = await openSessions(file);
  if (!opened.ok) throw new Error(opened.problem.text);
  const conversations: ImportedConversation[] = [];
  for (const source of opened.sources) {
    await source.catchUp();
    const rows = await readRows(source, 0, source.index.rows, true);
    conversations.push({ rows, summary: source.index.summary(), told: rows.map(toldOfRow).join('\n') });
  }
  return conversations;
}

function toldOfRow(row: TranscriptRow): string {
  if (row.type === 'event') return `# ${toldOfEvent(row.event)}`;
  return `${TAGS[row.from]} ${displayText(row)}${row.ending === 'none' ? ' [no ending]' : ''}`;
}

function toldOfEvent(event: SessionEvent): string {
  switch (event.event) {
    case 'gap':
      return `gap of ${event.size} from ${event.from}`;
    case 'ended':
      return `ended by ${event.by}`;
    case 'closed':
      return `closed by ${event.by}: ${event.how}`;
    case 'connected':
    case 'upstream-connected':
    case 'diverted':
    case 'injected':
    case 'opaque':
    case 'client-hello':
    case 'server-hello':
    case 'tls':
    case 'tls-failed':
    case 'rule':
    case 'held':
    case 'released':
    case 'hook':
    case 'hook-log':
    case 'hook-error':
    case 'error':
      return event.event;
  }
}
