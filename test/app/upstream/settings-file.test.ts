import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import { builtInSettings, PERSONALITIES } from '../../../app/contract/built-in-settings.ts';
import { mailDate } from '../../../app/upstream/reply-texts.ts';
import { profileOf, type ServerProfile } from '../../../app/upstream/server-profile.ts';
import { readBuiltInFile, readReplyTableFile } from '../../../app/upstream/settings-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function profileIn(content: unknown): Promise<ServerProfile> {
  const path = join(await temporaryFolder(), 'server.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return profileOf(await readBuiltInFile(path));
}

const COMMANDS = [
  'EHLO client.example',
  'MAIL FROM:<a@example.com>',
  'RCPT TO:<b@example.com>',
  'DATA',
  'Hello\r\n.',
  'WHAT',
  'QUIT',
];

/** What a server says from its greeting to its farewell. */
function saidBy(profile: ServerProfile): string[] {
  const conversation = new BuiltInConversation(profile);
  const said = [
    conversation.greet(),
    ...COMMANDS.map((each) => conversation.receive(Buffer.from(`${each}\r\n`))),
  ];
  return said.map((reply) => reply.trimEnd());
}

describe('a table of replies', () => {
  test.each([
    [
      'a list',
      {
        SMTP_Responses: [
          { code: '250', message: 'Very well' },
          { code: 221, message: 'Farewell' },
        ],
      },
    ],
    ['a map', { SMTP_Response_Codes: { '250': 'Very well', '221': 'Farewell' } }],
  ])('is %s', async (_, content) => {
    const [greeting, ehlo, mail, rcpt, data, message, , quit] = saidBy(await profileIn(content));
    expect(greeting).toBe('220 localhost ESMTP SMTP Spy built-in server');
    expect(ehlo).toMatch(/^250-Very well\r\n250-PIPELINING\r\n/);
    expect([mail, rcpt, message]).toEqual([
      '250 2.1.0 Very well',
      '250 2.1.5 Very well',
      '250 2.0.0 Very well',
    ]);
    expect(data).toMatch(/^354 End/);
    expect(quit).toBe('221 2.0.0 Farewell');
  });

  test('may say something else at each stage', async () => {
    const profile = await profileIn({
      name: 'mx.example',
      SMTP_Responses: [
        { code: '250', message: '2.1.0 {address} is fine', stage: 'mail' },
        { code: '250', message: 'first counts' },
        { code: '250', message: 'not this' },
      ],
      SMTP_Response_Codes: {
        greeting: '{name} at {client}your service',
        'rcpt 250': 'Taken',
        content: 'Kept',
      },
    });
    const [greeting, , mail, rcpt, , message] = saidBy(profile);
    expect([greeting, mail, rcpt, message]).toEqual([
      '220 mx.example at your service',
      '250 2.1.0 <a@example.com> is fine',
      '250 2.1.5 Taken',
      '250 2.0.0 Kept',
    ]);
  });

  test.each([
    ['{', /server\.json is not JSON: /],
    ['[]', /server\.json: the whole: /],
    [{ SMTP_Responses: [{ code: '250' }] }, /SMTP_Responses\.0\.message: /],
    [{ SMTP_Responses: [{ code: '2500', message: 'x' }] }, /SMTP_Responses\.0\.code: .* from 200 to 599/],
    [{ SMTP_Responses: [{ code: '250', message: 'x', stage: 'mial' }] }, /SMTP_Responses\.0\.stage: .*MAIL/],
    [{ SMTP_Response_Codes: { '250': 'a\r\n550 b' } }, /SMTP_Response_Codes\.250: .*printable ASCII/],
    [{ SMTP_Response_Codes: { '250': '' } }, /SMTP_Response_Codes\.250: /],
    [{ SMTP_Response_Codes: { okay: 'x' } }, /SMTP_Response_Codes\.okay: .*code \(250\)/],
    [{ SMTP_Response_Codes: { 'RCPT 999': 'x' } }, /SMTP_Response_Codes\.RCPT 999: /],
    [{ SMTP_Response: {} }, /SMTP_Response: /],
    [{ personality: 'qmail' }, /personality: A personality is one of postfix, exim/],
    [{ auth: { mechanisms: ['NTLM'] } }, /auth\.mechanisms\.0: A mechanism is one of PLAIN/],
    [{ auth: { users: { ann: 7 } } }, /auth\.users\.ann: /],
    [{ name: 'two words' }, /name: This is no host name/],
    [{ sizeLimit: 0 }, /sizeLimit: A size limit is at least one byte/],
    [{ sizeLimit: '10M' }, /sizeLimit: /],
    [{ lmtp: 'yes' }, /lmtp: /],
    [{ keep: 'mails' }, /keep: /],
    [{ keep: { folder: 'mails', form: 'mbox' } }, /keep\.form: Mail is kept as eml or maildir/],
    [{ keep: { form: 'eml' } }, /keep\.folder: /],
  ])('that is wrong is refused by the name of the key: %j', async (content, words) => {
    await expect(profileIn(content)).rejects.toThrow(words);
  });
});

test('paths begin where the file lies', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'server.json');
  await writeFile(path, JSON.stringify({ keep: { folder: 'mails' }, replyTable: '../replies.json' }));
  expect(await readBuiltInFile(path)).toMatchObject({
    keep: { folder: join(folder, 'mails'), form: 'eml' },
    replyTable: join(folder, '..', 'replies.json'),
  });
});

describe('a reply table in a file of its own', () => {
  test.each([
    ['a list', { SMTP_Responses: [{ code: '221', message: 'Farewell' }] }],
    ['a map', { SMTP_Response_Codes: { QUIT: 'Farewell' } }],
  ])('is %s, and gives way to what the settings say', async (_, content) => {
    const path = join(await temporaryFolder(), 'replies.json');
    await writeFile(path, JSON.stringify(content));
    const table = await readReplyTableFile(path);
    const settings = v.parse(builtInSettings, { personality: 'exim' });
    expect(saidBy(profileOf(settings, table)).at(-1)).toBe('221 2.0.0 Farewell');
    const own = { ...settings, SMTP_Response_Codes: { '221': 'See you', QUIT: 'So long' } };
    expect(saidBy(profileOf(own, table)).at(-1)).toBe('221 2.0.0 So long');
  });

  test.each([
    [{ SMTP_Response_Codes: { '999': 'x' } }, /replies\.json: SMTP_Response_Codes\.999: /],
    [{ personality: 'exim' }, /replies\.json: personality: /],
  ])('that is wrong is refused by the name of the key: %j', async (content, words) => {
    const path = join(await temporaryFolder(), 'replies.json');
    await writeFile(path, JSON.stringify(content));
    await expect(readReplyTableFile(path)).rejects.toThrow(words);
  });
});

describe('a personality', () => {
  test.each(PERSONALITIES)(
    'speaks like the server it is named for, and does what it does otherwise: %s',
    async (personality) => {
      const said = saidBy(await profileIn({ name: 'mx.example', personality }));
      expect(said.map((reply) => reply.slice(0, 3))).toEqual([
        '220',
        '250',
        '250',
        '250',
        '354',
        '250',
        '500',
        '221',
      ]);
      expect(said.join('\n')).not.toMatch(/SMTP Spy|[{}]/);
      expect(said[0]).toContain('mx.example');
    },
  );

  test('of Exchange has its date in the greeting', async () => {
    const [greeting] = saidBy(await profileIn({ name: 'host', personality: 'exchange' }));
    expect(greeting).toMatch(
      /^220 host Microsoft ESMTP MAIL Service ready at \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/,
    );
  });

  test('names the client in the answer to its greeting', async () => {
    const [, hello] = saidBy(await profileIn({ name: 'host', personality: 'exim' }));
    expect(hello).toMatch(/^250-host Hello client\.example\r?\n/);
  });

  test('gives way to the table', async () => {
    const profile = await profileIn({ personality: 'postfix', SMTP_Response_Codes: { QUIT: 'So long' } });
    expect(saidBy(profile).at(-1)).toBe('221 2.0.0 So long');
  });
});

test('dates are as mail has them, in the machine’s own time', () => {
  const date = new Date(2001, 4, 28, 3, 48, 20);
  expect(mailDate(date)).toMatch(/^Mon, 28 May 2001 03:48:20 [+-]\d{4}$/);
  expect(new Date(mailDate(date)).getTime()).toBe(date.getTime());
});
