import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXTENSIONS } from '../../../app/contract/built-in-settings.ts';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import type { Envelope, Mailbox, MailToKeep } from '../../../app/upstream/mailbox.ts';
import { DEFAULT_PROFILE, type ServerProfile } from '../../../app/upstream/server-profile.ts';

/** What clients say, well and badly. */
const SAYINGS = [
  'EHLO client.example\r\n',
  'HELO client.example\r\n',
  'MAIL FROM:<anna@example.org>\r\n',
  'MAIL FROM:<ännä@example.org> SMTPUTF8 BODY=8BITMIME\r\n',
  'RCPT TO:<ben@example.net>\r\n',
  'RCPT TO:<>\r\n',
  'DATA\r\n',
  'DATA\n',
  'Subject: hello\r\n\r\nHello\r\n',
  '..dot\r\n.',
  '\r\n.\r\n',
  '.\r\n',
  '\n.\n',
  '\r.\r',
  'LHLO client.example\r\n',
  'BDAT 5\r\n.\r\n.\0',
  'BDAT 0\r\n',
  'BDAT 30\r\n',
  'BDAT 3 LAST\r\nabc',
  'BDAT 0 LAST\r\n',
  'RSET\r\n',
  'NOOP\n',
  'HELP\r\n',
  'nonsense\r\n',
  '\r',
  '\r\n',
  `${'x'.repeat(2_047)}\r`,
  `${'x'.repeat(5_000)}\r\n`,
  'QUIT\r\n',
].map((saying) => Buffer.from(saying));

const sayings = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...SAYINGS) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  ),
  { maxLength: 40 },
);

/** Servers of each kind, by what is said of them. */
const KINDS = {
  'as it is': DEFAULT_PROFILE,
  'with all extensions': { ...DEFAULT_PROFILE, extensions: new Set(EXTENSIONS), sizeLimit: 20 },
  'that speaks LMTP': { ...DEFAULT_PROFILE, extensions: new Set(EXTENSIONS), protocol: 'LMTP' },
} as const satisfies Readonly<Record<string, ServerProfile>>;

describe.each(Object.entries(KINDS))('a server %s', (_, profile) => {
  test('does the same however the bytes are cut into pieces', async () => {
    const conversations = fc.asyncProperty(
      sayings.map((said) => Buffer.concat(said)),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (bytes, cuts) => {
        expect(await heardInPieces(profile, bytes, cuts)).toEqual(await heardInPieces(profile, bytes, []));
      },
    );
    await fc.assert(conversations, { numRuns: 300 });
  });

  test('does the same byte by byte', async () => {
    const bytes = Buffer.concat(SAYINGS.filter((saying) => saying.length < 1_000));
    const everywhere = Array.from(bytes, (_byte, place) => place);
    const heard = await heardInPieces(profile, bytes, everywhere);
    expect(heard).toEqual(await heardInPieces(profile, bytes, []));
    expect(heard.over).toBe(true);
  });
});

/** Keeps mail in memory, and takes its time. */
class SlowMailbox implements Mailbox {
  readonly kept: string[] = [];
  #discarded = 0;

  /** Messages that were begun and given up. */
  get discarded(): number {
    return this.#discarded;
  }

  begin({ sender, recipients }: Envelope): MailToKeep {
    let content = `${sender} to ${recipients.join()}: `;
    return {
      write: (bytes) => {
        content += Buffer.from(bytes).toString('latin1');
        return content.length % 2 === 0 ? Promise.resolve() : null;
      },
      keep: async () => {
        await Promise.resolve();
        this.kept.push(content);
        return { ok: true, name: String(this.kept.length) };
      },
      discard: () => (this.#discarded += 1),
    };
  }
}

async function heardInPieces(profile: ServerProfile, bytes: Buffer, cuts: readonly number[]) {
  const mailbox = new SlowMailbox();
  const conversation = new BuiltInConversation(profile, mailbox);
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right);
  let replies = '';
  let from = 0;
  for (const to of [...places, bytes.length]) {
    replies += conversation.receive(bytes.subarray(from, to));
    while (conversation.pending !== null) replies += (await conversation.pending)();
    from = to;
  }
  const { kept, discarded } = mailbox;
  return { replies, over: conversation.over, kept, discarded };
}
