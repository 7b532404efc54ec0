import { createConnection } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SaveResult } from '../../../app/contract.ts';
import type { FileSource } from '../../../app/viewer-connection.ts';
import { connectSocket, get, openWebHost } from './web-host-fixture.ts';

async function* lines(...texts: string[]) {
  yield* texts;
}

/** A host with one viewer, and a save through it. */
async function hostThatSaves() {
  const opened = await openWebHost();
  await connectSocket(opened.port, `/socket?token=${opened.token}`);
  const save = async (name: string, write: FileSource): Promise<string> => {
    const result: SaveResult | undefined = await opened.application.hosts[0]?.save(name, write);
    if (result?.result !== 'download') throw new Error('no download was offered');
    return result.url;
  };
  return { ...opened, save };
}

describe('a text that is saved', () => {
  test('is fetched under a path of its own, as a file', async () => {
    const { port, save } = await hostThatSaves();
    const url = await save('session 1.txt', () => lines('c> EHLO ä\n', 's< 250 ok\n'));
    expect(url).toMatch(/^\/download\/[\w-]{22}\/session%201\.txt\?token=[\w-]{43}$/);
    const answer = await get(port, url);
    expect(answer).toMatchObject({ status: 200, body: 'c> EHLO ä\ns< 250 ok\n' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="session 1.txt"; filename*=UTF-8''session%201.txt`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('is there once', async () => {
    const { port, save } = await hostThatSaves();
    const url = await save('a.txt', () => lines('once'));
    expect((await get(port, url)).status).toBe(200);
    expect((await get(port, url)).status).toBe(404);
  });

  test('may be empty', async () => {
    const { port, save } = await hostThatSaves();
    expect(await get(port, await save('a.txt', () => lines()))).toMatchObject({ status: 200, body: '' });
  });

  test('needs the token, and the right one leaves it there for its owner', async () => {
    const { port, save } = await hostThatSaves();
    const url = await save('a.txt', () => lines('secret'));
    const withoutToken = url.replace(/\?.*$/, '');
    expect((await get(port, withoutToken)).status).toBe(403);
    expect((await get(port, `${withoutToken}?token=wrong`)).status).toBe(403);
    expect((await get(port, url, { host: 'evil.example' })).status).toBe(403);
    expect((await get(port, url, {}, 'HEAD')).status).toBe(405);
    expect(await get(port, url)).toMatchObject({ status: 200, body: 'secret' });
  });

  test('is forgotten after a minute', async () => {
    const { port, save } = await hostThatSaves();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const url = await save('a.txt', () => lines('late'));
    vi.advanceTimersByTime(60_001);
    vi.useRealTimers();
    expect(await get(port, url)).toMatchObject({ status: 404 });
  });

  test('gives way when far more wait than a person can have started', async () => {
    const { port, save } = await hostThatSaves();
    const urls: string[] = [];
    for (let n = 0; n < 150; n += 1) urls.push(await save(`${n}.txt`, () => lines('text')));
    expect((await get(port, urls[0] ?? '')).status).toBe(404);
    expect((await get(port, urls[149] ?? '')).status).toBe(200);
  });

  test('is made only as fast as it is taken', async () => {
    const { port, save } = await hostThatSaves();
    let made = 0;
    const url = await save('a.txt', async function* () {
      for (; made < 2_000; made += 1) yield 'x'.repeat(100_000);
    });
    const slow = createConnection(port, '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    slow.write(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await new Promise((resolve) => slow.once('readable', resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(500);
  });

  test('stops being made when nobody takes it any more', async () => {
    const { port, save } = await hostThatSaves();
    let stopped = false;
    const url = await save('a.txt', async function* () {
      try {
        for (;;) yield 'x'.repeat(100_000);
      } finally {
        stopped = true;
      }
    });
    const browser = createConnection(port, '127.0.0.1');
    browser.write(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await new Promise((resolve) => browser.once('readable', resolve));
    browser.destroy();
    await expect.poll(() => stopped).toBe(true);
  });

  test('fails as a whole when it cannot be made to its end', async () => {
    const { port, save } = await hostThatSaves();
    const url = await save('a.txt', async function* () {
      yield 'first half';
      throw new Error('the disk is gone');
    });
    await expect(get(port, url)).rejects.toThrow(/aborted|socket hang up/);
    expect((await get(port, '/assets/index.js')).status).toBe(200);
  });
});

describe('a proposed file name', () => {
  test.each([
    ['a"b\\c.txt', 'a_b_c.txt', 'a_b_c.txt'],
    ['../../etc/passwd', '_.._etc_passwd', '_.._etc_passwd'],
    ['naïve “café”.txt', 'na_ve _caf__.txt', 'na%C3%AFve%20%E2%80%9Ccaf%C3%A9%E2%80%9D.txt'],
    ["it's (1)*.txt", "it's (1)_.txt", 'it%27s%20%281%29_.txt'],
    ['50%.txt', '50_.txt', '50%25.txt'],
    ['a\r\nSet-Cookie: b=c', 'a__Set-Cookie_ b=c', 'a__Set-Cookie_%20b%3Dc'],
    ['exe\u202Etxt.js', 'exe_txt.js', 'exe_txt.js'],
    ['lone \uD800.txt', 'lone _.txt', 'lone%20_.txt'],
    ['.hidden', 'hidden', 'hidden'],
    ['  . ', 'transcript.txt', 'transcript.txt'],
    [`${'long'.repeat(50)}.txt`, `${'long'.repeat(14)}.txt`, `${'long'.repeat(14)}.txt`],
  ])('%j stands escaped in the header', async (proposed, plain, extended) => {
    const { port, save } = await hostThatSaves();
    const answer = await get(port, await save(proposed, () => lines('text')));
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${extended}`,
    );
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});
