import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionOrigin } from '../../../app/capture/captures.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { programTest, runProgram } from '../../support/programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { readWithTshark } from '../../support/tshark.ts';
import { bytesSaid, said, scriptBytes } from '../capture/recording.ts';
import { anyConversation } from '../smtp/any-conversation.ts';
import { endInOrder, pcapngOf, recordedScript, recordedSession, say } from './exported.ts';
import { IN_ORDER, importOne, ORDINARY, toldOf } from './imported.ts';

const GREETED: ConversationScript = ORDINARY.slice(0, 3);
const LOGIN: ConversationScript = [
  ...GREETED,
  ['c', 'AUTH PLAIN AHVzZXIAc2VjcmV0\r\n'],
  ['s', '235 2.7.0 welcome\r\n'],
  ['c', 'QUIT\r\n'],
  ['s', '221 bye\r\n'],
];

/** Content of some hundred packets, in which no two lines are alike. */
const LARGE: ConversationScript = [
  ...ORDINARY.slice(0, 5),
  ['c', `${Array.from({ length: 9_000 }, (_, at) => `line ${at} of a message\r\n`).join('')}.\r\n`],
  ...ORDINARY.slice(6),
];

describe('a session as packets is the same conversation when it is read again:', () => {
  test.each([
    ['an ordinary one', ORDINARY],
    ['one with a large message', LARGE],
  ])('%s', async (_name, script) => {
    const { told } = await importOne(await pcapngOf(await recordedScript(script)));
    expect(told).toBe(toldOf(script, ...IN_ORDER));
  });

  test('any other, byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyConversation, async (script) => {
        const whole: ConversationScript = [...GREETED, ...script];
        const { rows } = await importOne(await pcapngOf(await recordedScript(whole), true));
        expect(bytesSaid(rows, 'client').equals(scriptBytes(whole, 'client'))).toBe(true);
        expect(bytesSaid(rows, 'server').equals(scriptBytes(whole, 'server'))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('one between an IPv6 client and an IPv4 server', async () => {
    const origin: SessionOrigin = {
      listener: '[::1]:2525',
      client: { address: '2001:db8::a:1%eth0', port: 50_001 },
      server: { host: 'mx.example', port: 2_525, address: '198.51.100.25' },
    };
    const { summary } = await importOne(await pcapngOf(await recordedScript(ORDINARY, origin)));
    expect(summary.client).toEqual({ address: '2001:db8::a:1', port: 50_001 });
    expect(summary.server).toMatchObject({ address: '::ffff:c633:6419', port: 25 });
  });

  test('one that broke, with what is missing in it', async () => {
    const source = await recordedSession((recorder) => {
      say(recorder, GREETED);
      recorder.event({ event: 'gap', from: 'client', size: 6 });
      say(recorder, [['s', '250 2.0.0 Ok\r\n']]);
      recorder.event({ event: 'closed', by: 'client', how: 'reset', text: '' });
    });
    const { told } = await importOne(await pcapngOf(source));
    expect(told).toBe(
      toldOf(GREETED, '# gap of 6 from client', 's< 250 2.0.0 Ok', '# closed by client: reset'),
    );
  });

  test('one of which the end was not seen', async () => {
    const source = await recordedSession((recorder) => say(recorder, ORDINARY));
    const { told } = await importOne(await pcapngOf(source));
    expect(told).toBe(toldOf(ORDINARY, '# closed by spy: stopped'));
  });
});

describe('what authenticates', () => {
  test('is masked', async () => {
    const file = await pcapngOf(await recordedScript(LOGIN));
    expect(file.includes('AHVzZXIAc2VjcmV0')).toBe(false);
    const { told } = await importOne(file);
    expect(told).toContain('c> AUTH PLAIN ****\ns< 235');
  });

  test('stands where it is to be revealed', async () => {
    const { told } = await importOne(await pcapngOf(await recordedScript(LOGIN), true));
    expect(told).toBe(toldOf(LOGIN, ...IN_ORDER));
  });

  test('is masked where it came in pieces', async () => {
    const pieces = LOGIN.flatMap(([who, words]) => Array.from(words, (byte) => [who, byte] as const));
    const file = await pcapngOf(await recordedScript(pieces));
    const { told } = await importOne(file);
    expect(told).toContain('c> AUTH PLAIN ****\ns< 235');
  });
});

describe('Wireshark’s dissector', () => {
  programTest('tshark', 'reads it, and finds nothing wrong with the packets', async () => {
    const path = join(await temporaryFolder(), 'made.pcapng');
    const source = await recordedSession((recorder) => {
      say(recorder, LARGE);
      recorder.bytes({ ...said('server'), injected: true }, Buffer.from('421 4.4.1 gone\r\n'));
      endInOrder(recorder);
    });
    await writeFile(path, await pcapngOf(source));
    expect((await readWithTshark(path))[0]?.course.join(' ')).toBe(
      '< 220 > EHLO < 250 > MAIL > RCPT > DATA < 250 < 354 < 250 > QUIT < 221 < 421',
    );
    const checks = ['tcp.check_checksum:TRUE', 'ip.check_checksum:TRUE'].flatMap((check) => ['-o', check]);
    const wrong = '_ws.expert.severity >= 6291456 || tcp.analysis.flags';
    const { code, stdout } = await runProgram('tshark', ['-n', '-r', path, ...checks, '-Y', wrong]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const comments = ['-T', 'fields', '-e', 'frame.comment', '-Y', 'frame.comment'];
    expect((await runProgram('tshark', ['-n', '-r', path, ...comments])).stdout).toBe(
      `Session 1 of SMTP Spy, from 127.0.0.1:50000 to mx.example:25: made of what was recorded.\n` +
        'SMTP Spy itself said this, in the server’s place.\n',
    );
  });

  programTest('tshark', 'notices a checksum that is wrong: the test above can fail', async () => {
    const path = join(await temporaryFolder(), 'made.pcapng');
    const file = await pcapngOf(await recordedScript(ORDINARY));
    const at = file.indexOf('EHLO');
    file[at] = 0x45 ^ 0x20;
    await writeFile(path, file);
    const wrong = ['-o', 'tcp.check_checksum:TRUE', '-Y', '_ws.expert.severity >= 6291456'];
    expect((await runProgram('tshark', ['-n', '-r', path, ...wrong])).stdout).not.toBe('');
  });
});
