import { Buffer } from 'node:buffer';
import { Captures } from '../../../app/capture/captures.ts';
import type { SessionOrigin } from '../../../app/capture/captures.ts';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { pcapngStart } from '../../../app/exchange/pcapng-writer.ts';
import { sessionPackets } from '../../../app/exchange/session-packets.ts';
import { bytesOf, speakerOf, type ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, ORIGIN, said } from '../capture/recording.ts';

/** A session in which all of this happened, on the disk. */
export async function recordedSession(
  record: (recorder: SessionRecorder) => void,
  origin: SessionOrigin = ORIGIN,
): Promise<SessionSource> {
  const folder = await temporaryFolder();
  const recording = await Captures.open(folder, '1.2.3');
  const recorder = recording.begin(origin, () => {});
  recorder.event({ event: 'connected', client: origin.client });
  record(recorder);
  await recording.close();
  const captures = await Captures.open(folder, '1.2.3');
  try {
    return await foundSession(captures, 1);
  } finally {
    await captures.close();
  }
}

/** Has a recorder hear a conversation. */
export function say(recorder: SessionRecorder, script: ConversationScript): void {
  for (const [who, words] of script) recorder.bytes(said(speakerOf(who)), bytesOf(words));
}

/** Both sides say that they have no more to say, and the client closes. */
export function endInOrder(recorder: SessionRecorder): void {
  recorder.event({ event: 'ended', by: 'client' });
  recorder.event({ event: 'ended', by: 'server' });
  recorder.event({ event: 'closed', by: 'client', how: 'end', text: '' });
}

/** A conversation that both sides ended in order. */
export function recordedScript(script: ConversationScript, origin?: SessionOrigin): Promise<SessionSource> {
  return recordedSession((recorder) => {
    say(recorder, script);
    endInOrder(recorder);
  }, origin);
}

/** A session as a pcapng file. */
export async function pcapngOf(source: SessionSource, reveal = false): Promise<Buffer> {
  const blocks = [pcapngStart('SMTP Spy 1.2.3', 'made in a test')];
  for await (const packets of sessionPackets(source, reveal)) blocks.push(packets);
  return Buffer.concat(blocks);
}
