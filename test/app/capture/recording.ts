import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CaptureLibrary } from '../../../app/capture/capture-library.ts';
import { Captures } from '../../../app/capture/captures.ts';
import type { BytesOrigin } from '../../../app/capture/entry.ts';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import type { TranscriptLine, TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import type { Speaker } from '../../../app/smtp/words.ts';
import { bytesOf, speakerOf, type ConversationScript } from '../../support/conversation-script.ts';

/** From where to where the sessions of these tests go. */
export const ORIGIN = {
  listener: '127.0.0.1:2525',
  client: { address: '127.0.0.1', port: 50_000 },
  server: { host: 'mx.example', port: 25, address: null },
};

/** Opens a capture folder; what is recorded there is on the disk when the test is over. */
export async function openCaptures(folder: string): Promise<Captures> {
  const captures = await Captures.open(folder, '1.2.3');
  onTestFinished(() => captures.close());
  return captures;
}

const libraries = new WeakMap<Captures, CaptureLibrary>();

/** Reads what is written to a capture folder: the same library for whoever asks. */
export function libraryOf(captures: Captures): CaptureLibrary {
  const known = libraries.get(captures) ?? CaptureLibrary.follow(captures);
  libraries.set(captures, known);
  return known;
}

/** How bytes came that nobody took out of TLS, made up, or kept back. */
export function said(from: Speaker): BytesOrigin {
  return { from, tls: false, injected: false, withheld: false };
}

/** The event that a conversation ends with. */
export function closedBy(by: Speaker): SessionEvent {
  return { event: 'closed', by, how: 'end', text: '' };
}

/** Records a conversation from its beginning on, and leaves it open. */
export function beginRecording(captures: Captures, script: ConversationScript): SessionRecorder {
  const recorder = captures.begin(ORIGIN, () => {});
  recorder.event({ event: 'connected', client: ORIGIN.client });
  for (const [who, words] of script) recorder.bytes(said(speakerOf(who)), bytesOf(words));
  return recorder;
}

/** Ends a recording in order. */
export function endRecording(recorder: SessionRecorder): void {
  recorder.event(closedBy('client'));
  recorder.close();
}

/** Records conversations, each from its beginning to its end, and waits until they are on the disk. */
export async function recordAll(folder: string, scripts: readonly ConversationScript[]): Promise<void> {
  const captures = await Captures.open(folder, '1.2.3');
  for (const script of scripts) endRecording(beginRecording(captures, script));
  await captures.close();
}

/** A conversation that was recorded in a file of its own: the file's name, and its bytes. */
export async function recordedFile(folder: string, script: ConversationScript): Promise<Buffer> {
  const captures = await Captures.open(folder, '1.2.3');
  const recorder = beginRecording(captures, script);
  await begun(captures, recorder);
  endRecording(recorder);
  await captures.close();
  return readFile(join(folder, '00000001.session'));
}

/** Resolves when the session has its number, and the first of it is on the disk. */
export function begun(captures: Captures, recorder: SessionRecorder): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (recorder.info === null || recorder.extent.end === 0) return;
      stop();
      resolve(recorder.info.session);
    };
    const stop = captures.listen({ grew: look });
    look();
  });
}

/** A session that must be there, as far as it is on the disk. */
export async function foundSession(captures: Captures, session: number): Promise<SessionSource> {
  const source = await libraryOf(captures).find(session);
  if (source === null) throw new Error(`there is no session ${session}`);
  await source.catchUp();
  return source;
}

/** All that is known of a session that must be there. */
export async function summaryOf(captures: Captures, session: number): Promise<SessionSummary> {
  return (await foundSession(captures, session)).index.summary();
}

/** What is known of all sessions, newest first: a list alone may be behind on a machine that is busy. */
export async function allSummaries(captures: Captures): Promise<SessionSummary[]> {
  const list = await libraryOf(captures).list(0, captures.total);
  return Promise.all(list.map(({ session }) => summaryOf(captures, session)));
}

/** All rows of a session. */
export async function allRows(source: SessionSource): Promise<TranscriptRow[]> {
  return readRows(source, 0, source.index.rows, true);
}

/** The lines among the rows. */
export function linesOf(rows: readonly TranscriptRow[]): TranscriptLine[] {
  return rows.filter((row) => row.type === 'line');
}

const ENDINGS = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' } as const;

/** What one side said, put together again from its lines. */
export function bytesSaid(rows: readonly TranscriptRow[], from: Speaker): Buffer {
  const pieces = linesOf(rows)
    .filter((line) => line.from === from)
    .flatMap(({ text, bytes, ending }) => [
      bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'base64'),
      Buffer.from(ENDINGS[ending]),
    ]);
  return Buffer.concat(pieces);
}

/** What one side of a script says. */
export function scriptBytes(script: ConversationScript, from: Speaker): Buffer {
  return Buffer.concat(script.filter(([who]) => speakerOf(who) === from).map(([, words]) => bytesOf(words)));
}
