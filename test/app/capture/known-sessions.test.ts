import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KnownSessions } from '../../../app/capture/known-sessions.ts';
import { openSessions, type SessionSource } from '../../../app/capture/session-source.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  beginRecording,
  begun,
  endRecording,
  foundSession,
  openCaptures,
  recordedFile,
} from './recording.ts';

const GREETING: ConversationScript = [['s', '220 a\r\n']];
const LONG: ConversationScript = [...GREETING, ['c', 'NOOP\r\n'.repeat(5_000)]];

/** A session from a file, as often as it is asked for: read to its end, or not yet. */
async function recorded(script: ConversationScript): Promise<{
  read: () => Promise<SessionSource>;
  unread: () => Promise<SessionSource>;
}> {
  const folder = await temporaryFolder();
  await recordedFile(folder, script);
  const unread = async (): Promise<SessionSource> => {
    const opened = await openSessions(join(folder, '00000001.session'));
    const [source] = opened.ok ? opened.sources : [];
    if (source === undefined) throw new Error('it cannot be read');
    return source;
  };
  const read = async (): Promise<SessionSource> => {
    const source = await unread();
    await source.catchUp();
    return source;
  };
  return { read, unread };
}

/** Keeps sessions in a room of so many bytes, and knows which had to go. */
function room(bytes: number) {
  const forgotten: number[] = [];
  const known = new KnownSessions((session) => forgotten.push(session), bytes);
  return {
    known,
    forgotten,
    keep: async (session: number, source: SessionSource): Promise<void> => {
      known.set(session, Promise.resolve(source));
      await known.get(session);
      // What was opened is weighed behind whoever waited for it.
      await Promise.resolve();
    },
  };
}

describe('what is known of sessions', () => {
  test('has room for so many bytes, and what was not used for longest goes', async () => {
    const { read } = await recorded(GREETING);
    const { bytes } = (await read()).index;
    const { known, forgotten, keep } = room(20 * bytes);
    const sessions = Array.from({ length: 20 }, (_, at) => at + 1);
    for (const session of sessions) await keep(session, await read());
    await known.get(1);
    expect(forgotten).toEqual([]);
    await keep(21, await read());
    // A few more than one, so that not each that comes has to make room.
    expect(forgotten).toEqual([2, 3, 4]);
    expect(known.has(1)).toBe(true);
  });

  test('takes more room the longer a session is, and the last one stays however long', async () => {
    const { read: readShort } = await recorded(GREETING);
    const { read, unread } = await recorded(LONG);
    const { known, forgotten, keep } = room((await readShort()).index.bytes * 2);
    await keep(1, await readShort());
    const long = await unread();
    await keep(2, long);
    expect(forgotten).toEqual([]);
    await long.catchUp();
    known.grew(2);
    expect(forgotten).toEqual([1]);
    await keep(3, await read());
    expect(forgotten).toEqual([1, 2]);
    expect(known.has(3)).toBe(true);
  });

  test('stays of a session that is still written, since it would be read from its beginning again and again', async () => {
    const { read } = await recorded(GREETING);
    const { forgotten, keep } = room((await read()).index.bytes);
    const captures = await openCaptures(await temporaryFolder());
    const recorder = beginRecording(captures, GREETING);
    const writing = await foundSession(captures, await begun(captures, recorder));
    await keep(1, writing);
    for (const session of [2, 3]) await keep(session, await read());
    expect(forgotten).toEqual([2]);
    endRecording(recorder);
    await captures.close();
    await writing.catchUp();
    await keep(4, await read());
    expect(forgotten).toEqual([2, 1, 3]);
  });

  test('goes of a session that was opened and not read, since nothing is lost', async () => {
    const { read, unread } = await recorded(GREETING);
    const { forgotten, keep } = room((await read()).index.bytes);
    await keep(1, await unread());
    await keep(2, await read());
    expect(forgotten).toEqual([1]);
  });

  test('is the same for all as long as somebody holds a session', async () => {
    const { read } = await recorded(GREETING);
    const { known, forgotten, keep } = room((await read()).index.bytes);
    const looked = await read();
    await keep(1, looked);
    await keep(2, await read());
    expect(forgotten).toEqual([1]);
    expect(await known.get(1)).toBe(looked);
    known.delete(1);
    expect(known.get(1)).toBeUndefined();
  });
});
