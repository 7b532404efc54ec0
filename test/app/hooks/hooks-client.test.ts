import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { FACTS, openHooks } from './hook-files.ts';

const command = (line: string) => ({ hook: 'onCommand', line }) as const;
const GO_ON = { answer: { action: 'go-on' }, failure: null };

describe('hooks that are asked', () => {
  test('answer, at once or later, each in its own time', async () => {
    const { client } = await openHooks(`
      export async function onCommand(command) {
        if (command.verb === 'RCPT') await new Promise((done) => setTimeout(done, 50));
        return { reply: '250 2.1.0 ' + command.verb };
      }
    `);
    const order: string[] = [];
    const ask = async (line: string) => {
      const { answer } = await client.ask(FACTS, command(line));
      order.push(line);
      return answer;
    };
    const answers = await Promise.all([ask('RCPT TO:<b@x>'), ask('NOOP')]);
    expect(answers).toEqual([
      { action: 'reply', lines: ['250 2.1.0 RCPT'] },
      { action: 'reply', lines: ['250 2.1.0 NOOP'] },
    ]);
    expect(order).toEqual(['NOOP', 'RCPT TO:<b@x>']);
  });

  test('are not asked what the file does not export', async () => {
    const { client } = await openHooks('export function onReply() { throw new Error("never"); }');
    expect(client.hooks).toEqual(['onReply']);
    expect(await client.ask(FACTS, command('NOOP'))).toEqual(GO_ON);
  });

  test('keep a state for each conversation, until it is forgotten', async () => {
    const { client } = await openHooks(`
      export function onCommand(command, session) {
        session.state.count = (session.state.count ?? 0) + 1;
        return { command: 'NOOP ' + session.state.count };
      }
    `);
    const count = async (number: number) => {
      const { answer } = await client.ask({ ...FACTS, number }, command('NOOP'));
      return answer.action === 'command' ? answer.line : answer;
    };
    expect([await count(1), await count(2), await count(1)]).toEqual(['NOOP 1', 'NOOP 1', 'NOOP 2']);
    client.forget(1);
    expect(await count(1)).toBe('NOOP 1');
  });

  test('say things on the console and about the conversation, and not without end', async () => {
    const { client, sayings } = await openHooks(`
      console.log('loaded %d', 1);
      export function onCommand(command, session) {
        console.log('got', { verb: command.verb });
        session.note('noted');
        session.alert('told', 'error');
        session.tag('seen');
        if (command.verb === 'NOOP') for (let n = 0; n < 1000; n += 1) console.error(n);
      }
    `);
    await client.ask(FACTS, command('RSET'));
    expect(sayings).toEqual([
      '- loaded 1',
      "onCommand got { verb: 'RSET' }",
      'onCommand note note: noted',
      'onCommand alert error: told',
      'onCommand tag: seen',
    ]);
    await client.ask(FACTS, command('NOOP'));
    expect(sayings).toHaveLength(105);
    expect(sayings.at(-1)).toContain('left out');
  });
});

describe('hooks that go wrong', () => {
  test('are told which words are no tags', async () => {
    const { client, sayings } = await openHooks(`
      export const onCommand = ({ argument }, session) => session.tag(argument);
    `);
    expect(await client.ask(FACTS, command('NOOP grün_1'))).toEqual(GO_ON);
    for (const wrong of ['two words', '#seen', '']) {
      const { failure } = await client.ask(FACTS, command(`NOOP ${wrong}`));
      expect(failure).toMatchObject({ code: 'threw', text: expect.stringContaining('is no tag') });
    }
    expect(sayings).toEqual(['onCommand tag: grün_1']);
  });

  test('throw, reject, or return nonsense: told with their stack, and it goes on', async () => {
    const { client, path } = await openHooks(`
      export async function onCommand({ verb }) {
        if (verb === 'HELO') throw new TypeError('thrown');
        if (verb === 'NOOP') return { comand: 'NOOP' };
        if (verb === 'RSET') throw 'words';
      }
    `);
    const thrown = await client.ask(FACTS, command('HELO me'));
    expect(thrown).toMatchObject({
      answer: { action: 'go-on' },
      failure: { code: 'threw', text: 'TypeError: thrown' },
    });
    expect(thrown.failure?.stack).toContain(`${path}:3:`);
    expect((await client.ask(FACTS, command('NOOP'))).failure).toEqual({
      code: 'nonsense',
      text: "onCommand returned { comand: 'NOOP' }. It may return nothing, or an object with one of: command, reply, drop, close.",
      stack: '',
    });
    expect((await client.ask(FACTS, command('RSET'))).failure).toMatchObject({ text: "threw 'words'" });
  });

  test('never settle: only that one question fails, when its time is over', async () => {
    const { client } = await openHooks(`
      export const timeLimit = 150;
      export function onCommand({ verb }, session) {
        session.state.asked = true;
        if (verb === 'NOOP') return new Promise(() => {});
        return { reply: '250 ' + (session.state.before === undefined) };
      }
    `);
    const hung = client.ask(FACTS, command('NOOP'));
    expect((await client.ask(FACTS, command('RSET'))).answer).toEqual({
      action: 'reply',
      lines: ['250 true'],
    });
    expect(await hung).toMatchObject({
      answer: { action: 'go-on' },
      failure: { code: 'hung', text: 'It did not come to an end within 150 ms.' },
    });
  });

  test('stand still in a loop: that one is told, the others are asked anew, and nothing here waits', async () => {
    const { client } = await openHooks(
      `
      export const timeLimit = 400;
      export function onCommand({ verb }) {
        if (verb === 'NOOP') for (;;);
        return { reply: '250 asked' };
      }
    `,
      200,
    );
    let longest = 0;
    let last = performance.now();
    const heartbeat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const hung = client.ask(FACTS, command('NOOP'));
    const behind = client.ask({ ...FACTS, number: 2 }, command('RSET'));
    expect((await hung).failure).toMatchObject({ code: 'hung' });
    expect((await behind).answer).toEqual({ action: 'reply', lines: ['250 asked'] });
    clearInterval(heartbeat);
    expect(longest).toBeLessThan(1_000);
  });

  test('stand still time after time: they are switched off, until the file changes', async () => {
    const hooks = await openHooks('export function onCommand() { for (;;); }', 20);
    const { client, path } = hooks;
    for (let time = 1; time <= 5; time += 1) {
      expect([time, (await client.ask(FACTS, command('NOOP'))).failure?.code]).toEqual([time, 'hung']);
    }
    expect(client.trouble).toMatchObject({ code: 'off' });
    expect(hooks.changes()).toBe(1);
    expect(await client.ask(FACTS, command('NOOP'))).toEqual(GO_ON);
    await writeFile(path, 'export function onCommand() { return { drop: true }; }');
    await eventually('the new version', () => client.trouble === null);
    expect((await client.ask(FACTS, command('NOOP'))).answer).toEqual({ action: 'drop' });
  });

  test('end their thread, or fill its memory: another one is begun', async () => {
    const { client } = await openHooks(`
      export function onCommand({ verb }) {
        if (verb === 'QUIT') process.exit(3);
        if (verb === 'DATA') for (const all = []; ; ) all.push({ n: all.length });
        return { drop: true };
      }
    `);
    expect((await client.ask(FACTS, command('QUIT'))).failure).toMatchObject({
      code: 'ended',
      text: 'The thread of the hooks ended with code 3.',
    });
    expect((await client.ask(FACTS, command('NOOP'))).answer).toEqual({ action: 'drop' });
    expect((await client.ask(FACTS, command('DATA'))).failure).toMatchObject({ code: 'ended' });
    expect((await client.ask(FACTS, command('NOOP'))).answer).toEqual({ action: 'drop' });
  });

  test('leave something behind that fails later: told, and the thread goes on', async () => {
    const { client, strays } = await openHooks(`
      export function onCommand() {
        setTimeout(() => { throw new Error('later'); }, 5);
        void Promise.reject(new Error('unheard'));
      }
    `);
    await client.ask(FACTS, command('NOOP'));
    await eventually('both', () => strays.length === 2);
    expect(strays.map(({ text }) => text).sort()).toEqual(['Error: later', 'Error: unheard']);
    expect(await client.ask(FACTS, command('NOOP'))).toEqual(GO_ON);
  });
});

describe('a hooks file', () => {
  test.each([
    [
      'export function onCommand() {\n  return {{\n}\n',
      { line: 2, column: 11 },
      "SyntaxError: Unexpected token '{'.",
    ],
    ['export function onCommand() {\n', { line: 2, column: 0 }, 'SyntaxError: Unexpected end of input.'],
    ['\nthrow new Error("no");\n', { line: 2, column: 7 }, 'Error: no.'],
    ['export const onComand = () => {};', null, 'It exports onComand, and there is no hook of that name.'],
    [
      'export const onCommand = () => {};\nexport const onmessage = () => {};',
      null,
      'It exports onmessage, and there is no hook of that name.',
    ],
    ['export const onCommand = 1;', null, 'onCommand has to be a function.'],
    ['export const timeLimit = 5;', null, 'It exports no hook.'],
    [
      'export function onClose() {}\nexport const timeLimit = 0;',
      null,
      'timeLimit has to be a number of milliseconds from 1 on.',
    ],
  ])('%j is not taken at the start, and the place is told', async (text, place, words) => {
    const failure = await openHooks(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'HooksFileError', problem: { text: words } });
    expect(failure).toHaveProperty('message', expect.stringMatching(/^\/.+hooks\.mjs:/));
    expect(failure).toMatchObject({ problem: { place: place === null ? null : place } });
  });

  test('that is wrong comes with what to do about it', async () => {
    const remedyFor = (text: string) =>
      openHooks(text).then(
        () => 'none',
        (error: { problem?: { remedy?: string } }) => error.problem?.remedy,
      );
    expect(await remedyFor('export const onComand = () => {};')).toBe('Did you mean onCommand?');
    expect(await remedyFor('export const onRecipient = () => {};')).toMatch(
      /^Export functions by these names: onConnect,/,
    );
    expect(await remedyFor('export const timeLimit = "long";')).toMatch(
      /^Write export const timeLimit = 500/,
    );
  });

  test('is loaded again when it changes, with what it imports; a wrong version leaves the last', async () => {
    const { client, path } = await openHooks('export function onCommand() { return { reply: "250 one" }; }');
    const replies = async () => {
      const { answer } = await client.ask(FACTS, command('NOOP'));
      return answer.action === 'reply' ? answer.lines : answer;
    };
    expect(await replies()).toEqual(['250 one']);
    await writeFile(path, 'export function onCommand() {');
    await eventually('the trouble', () => client.trouble?.code === 'wrong');
    expect(await replies()).toEqual(['250 one']);
    await writeFile(`${path}.new`, 'export function onReply() {}\nexport function onCommand() {}');
    await rename(`${path}.new`, path);
    await eventually('the new version', () => client.trouble === null);
    expect(client.hooks).toEqual(['onCommand', 'onReply']);
    expect(await client.ask(FACTS, command('NOOP'))).toEqual(GO_ON);
  });
});
