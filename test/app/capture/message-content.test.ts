import { describe, expect, test } from 'vitest';
import { readContent } from '../../../app/capture/message-content.ts';
import { SessionDetails } from '../../../app/details/session-details.ts';
import { byteByByte, GREETED, type ConversationScript } from '../../support/conversation-script.ts';
import { withRecord } from './recorded.ts';

/** What each message of a conversation holds, and whether it came to its end. */
function contentsOf(script: ConversationScript): Promise<readonly string[]> {
  return withRecord(script, async (source) => {
    const details = new SessionDetails(source);
    await details.readOn(10_000);
    const contents: string[] = [];
    for (const { row, message } of details.messages) {
      const pieces: Uint8Array[] = [];
      const place = { row, line: message.commandLine };
      for await (const piece of readContent(source, place)) pieces.push(piece);
      const content = Buffer.concat(pieces);
      expect(content.length).toBe(message.size);
      contents.push(`${content.toString('latin1')}${message.isWhole ? '' : '…'}`);
    }
    return contents;
  });
}

const ENVELOPE: ConversationScript = [
  ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'],
  ['s', '250 ok\r\n250 ok\r\n'],
];

const DATA: ConversationScript = [
  ...ENVELOPE,
  ['c', 'DATA\r\n'],
  ['s', '354 go\r\n'],
  ['c', 'a\r\n..b\r\nc'],
  ['c', '\r\n.\r\n'],
  ['s', '250 ok\r\n'],
];

const CHUNKS: ConversationScript = [
  ...ENVELOPE,
  ['c', 'BDAT 4\r\n.a\r\n'],
  ['s', '250 ok\r\n'],
  ['c', 'BDAT 3 LAST\r\nb\r\n'],
  ['s', '250 ok\r\n'],
];

describe('the content of messages', () => {
  test('as it was before the dots, one message after the other', async () => {
    const script = [...GREETED, ...DATA, ...CHUNKS, ...DATA];
    const expected = ['a\r\n.b\r\nc\r\n', '.a\r\nb\r\n', 'a\r\n.b\r\nc\r\n'];
    expect(await contentsOf(script)).toEqual(expected);
    expect(await contentsOf(byteByByte(script))).toEqual(expected);
  });

  test('what was cut off is there as far as it came, and says so', async () => {
    expect(await contentsOf([...GREETED, ...DATA.slice(0, 5)])).toEqual(['a\r\n.b\r\nc…']);
    expect(await contentsOf([...GREETED, ...DATA.slice(0, -1)])).toEqual(['a\r\n.b\r\nc\r\n']);
    expect(await contentsOf([...GREETED, ...CHUNKS.slice(0, 4)])).toEqual(['.a\r\n…']);
  });
});
