import { createConnection } from 'node:net';
import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWebHost } from '../../../main/web/web-host.ts';
import {
  connectSocket,
  get,
  openWebHost,
  recordingApplication,
  temporaryViewer,
  viewEvent,
} from './web-host-fixture.ts';

describe('the page', () => {
  test('opens with the token in the URL', async () => {
    const { port, token } = await openWebHost();
    const answer = await get(port, `/?token=${token}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>SMTP Spy</title>');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  test.each(['/', '/?token=', '/?token=wrong', '/?token=%', '/?other=1#token='])(
    'is refused without the token, with a sentence that helps: %s',
    async (target) => {
      const { port } = await openWebHost();
      const answer = await get(port, target);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('open the whole URL that SMTP Spy printed');
      expect(answer.body).not.toContain('<title>');
    },
  );

  test('comes with headers that let it load and reach nothing but its own', async () => {
    const { port, token } = await openWebHost();
    const { headers } = await get(port, `/?token=${token}`);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('set-cookie');
  });

  test('shows mail in a page of its own, which may do nothing but be styled', async () => {
    const { port } = await openWebHost();
    const { headers } = await get(port, '/message-frame.html');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'self'; sandbox allow-same-origin",
    );
    expect(headers).toMatchObject({ 'x-dns-prefetch-control': 'off', 'x-content-type-options': 'nosniff' });
  });

  test('has another token at every start', async () => {
    const first = await openWebHost();
    const second = await openWebHost();
    expect(first.token).not.toBe(second.token);
    expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
  });
});

describe('the files of the viewer', () => {
  test('come with their media type', async () => {
    const { port } = await openWebHost();
    const answer = await get(port, '/assets/index.js');
    expect(answer).toMatchObject({ status: 200, body: 'document.title = "ready";' });
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('answer HEAD without a body, and refuse everything else', async () => {
    const { port } = await openWebHost();
    expect(await get(port, '/assets/index.js', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      const answer = await get(port, '/assets/index.js', {}, method);
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('GET, HEAD');
    }
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00',
    '/%',
    '//secret.txt',
    '//',
    '/index.html',
    '/%69ndex.html',
    '/assets',
    '/link.txt',
    '/linked/secret.txt',
    'http://127.0.0.1/secret.txt',
    '*',
  ])('never come from outside its directory: %s', async (target) => {
    const viewerDirectory = await temporaryViewer();
    const secret = join(dirname(viewerDirectory), 'secret.txt');
    await symlink(secret, join(viewerDirectory, 'link.txt'));
    await symlink(dirname(viewerDirectory), join(viewerDirectory, 'linked'));
    const application = recordingApplication();
    const host = await startWebHost({ application, viewerDirectory, address: '127.0.0.1', port: 0 });
    onTestFinished(() => host.close());
    expect((await get(Number(new URL(host.url).port), target)).status).toBe(404);
  });

  test('have to be there', async () => {
    const viewerDirectory = join(await temporaryViewer(), 'nowhere');
    const start = startWebHost({
      application: recordingApplication(),
      viewerDirectory,
      address: '127.0.0.1',
      port: 0,
    });
    await expect(start).rejects.toMatchObject({ code: 'viewer-not-built' });
  });
});

describe('a foreign name', () => {
  test.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
    'in Host is refused, whatever the token: %s',
    async (name) => {
      const { port, token } = await openWebHost();
      const host = name.replace('PORT', String(port));
      const page = await get(port, `/?token=${token}`, { host });
      expect(page).toMatchObject({ status: 403, headers: { connection: 'close' } });
      expect(page.body).toContain('answers only under its own address');
      expect((await get(port, '/assets/index.js', { host })).status).toBe(403);
      await expect(connectSocket(port, `/socket?token=${token}`, { host })).rejects.toThrow('403');
    },
  );

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('is not %s', async (name) => {
    const { port, token } = await openWebHost();
    expect((await get(port, `/?token=${token}`, { host: `${name}:${port}` })).status).toBe(200);
  });
});

describe('the socket', () => {
  test('answers requests in the contract’s form', async () => {
    const { port, token, application } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.send(JSON.stringify({ id: 7, name: 'state', payload: {} }));
    expect(await viewer.next()).toEqual({
      id: 7,
      result: { ok: false, problem: { code: 'asked', text: 'state', remedy: '' } },
    });
    expect(application.asked).toEqual([{ name: 'state', payload: {} }]);
  });

  test('passes on what is unknown, for the application to judge', async () => {
    const { port, token, application } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.send(JSON.stringify({ id: 1, name: 'no such request', payload: [1] }));
    viewer.socket.send(JSON.stringify({ id: 2 }));
    expect(await viewer.next()).toMatchObject({ id: 1 });
    expect(await viewer.next()).toMatchObject({ id: 2 });
    expect(application.asked).toEqual([
      { name: 'no such request', payload: [1] },
      { name: undefined, payload: undefined },
    ]);
  });

  test.each(['', '{', 'null', '[]', '"state"', '{"name":"state"}', '{"id":"1","name":"state"}'])(
    'answers what it cannot read with a problem, and goes on: %s',
    async (text) => {
      const { port, token } = await openWebHost();
      const viewer = await connectSocket(port, `/socket?token=${token}`);
      viewer.socket.send(text);
      expect(await viewer.next()).toMatchObject({
        id: null,
        result: { ok: false, problem: { code: 'unreadable-request' } },
      });
      viewer.socket.send(Buffer.from(text));
      expect(await viewer.next()).toMatchObject({ id: null });
      viewer.socket.send(JSON.stringify({ id: 3, name: 'state', payload: {} }));
      expect(await viewer.next()).toMatchObject({ id: 3 });
    },
  );

  test('answers as answers come, not in the order of the questions', async () => {
    let finish = () => {};
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const application = recordingApplication(async (name) => {
      if (name === 'slow') await slow;
      return { ok: true, value: null };
    });
    const { port, token } = await openWebHost(application);
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.send(JSON.stringify({ id: 1, name: 'slow' }));
    viewer.socket.send(JSON.stringify({ id: 2, name: 'quick' }));
    expect(await viewer.next()).toMatchObject({ id: 2 });
    finish();
    expect(await viewer.next()).toMatchObject({ id: 1 });
  });

  test('brings events to every viewer', async () => {
    const { port, token, application } = await openWebHost();
    const first = await connectSocket(port, `/socket?token=${token}`);
    const second = await connectSocket(port, `/socket?token=${token}`);
    for (const host of application.hosts) host.send(viewEvent(0, 12));
    expect(await first.next()).toEqual({ event: viewEvent(0, 12) });
    expect(await second.next()).toEqual({ event: viewEvent(0, 12) });
  });

  test.each(['', '?token=', '?token=wrong', '?token=%'])(
    'is refused without the token: %s',
    async (query) => {
      const { port, application } = await openWebHost();
      await expect(connectSocket(port, `/socket${query}`)).rejects.toThrow('403');
      expect(application.hosts).toEqual([]);
    },
  );

  test.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
  ])('is refused to the page of another origin: %s', async (name) => {
    const { port, token, application } = await openWebHost();
    const origin = name.replace('PORT', String(port));
    await expect(connectSocket(port, `/socket?token=${token}`, { origin })).rejects.toThrow('403');
    expect(application.hosts).toEqual([]);
  });

  test('is nowhere else', async () => {
    const { port, token } = await openWebHost();
    await expect(connectSocket(port, `/?token=${token}`)).rejects.toThrow('403');
  });

  test('ends when a request is far longer than any that makes sense', async () => {
    const { port, token, application } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.send(JSON.stringify({ id: 1, name: 'x'.repeat(200_000) }));
    expect(await viewer.ended).toBe(1009);
    await expect.poll(() => application.closed).toHaveLength(1);
    expect(application.asked).toEqual([]);
  });

  test('ends the viewer’s connection to the application when the page goes', async () => {
    const { port, token, application } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.terminate();
    await expect.poll(() => application.closed).toEqual(application.hosts);
  });
});

describe('a viewer that takes nothing', () => {
  test('gets the latest of the events later, not all of them', async () => {
    const { port, token, application } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.pause();
    const rows = 300_000;
    for (let row = 1; row <= rows; row += 1) {
      application.hosts[0]?.send(viewEvent(0, row));
      if (row % 1_000 === 0) await new Promise(setImmediate);
    }
    viewer.socket.resume();
    await expect
      .poll(() => viewer.received.at(-1), { timeout: 10_000 })
      .toEqual({ event: viewEvent(0, rows) });
    expect(viewer.received.length).toBeLessThan(rows / 4);
  });

  test('is asked no further questions until it took the answers', async () => {
    const value = { rows: [], layout: 0, filler: 'x'.repeat(300_000) };
    const application = recordingApplication(async () => ({ ok: true, value }));
    const { port, token } = await openWebHost(application);
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    viewer.socket.pause();
    const questions = 400;
    for (let id = 0; id < questions; id += 1) {
      viewer.socket.send(JSON.stringify({ id, name: 'x'.repeat(1_000) }));
    }
    await expect.poll(() => application.asked.length).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(application.asked.length).toBeLessThan(questions / 2);
    viewer.socket.resume();
    await expect.poll(() => application.asked.length, { timeout: 15_000 }).toBe(questions);
  });
});

describe('closing', () => {
  test('ends pages, sockets and half-sent requests at once', async () => {
    const { port, token, application, host } = await openWebHost();
    const viewer = await connectSocket(port, `/socket?token=${token}`);
    const halfSent = createConnection(port, '127.0.0.1');
    onTestFinished(() => void halfSent.destroy());
    await new Promise((resolve) => halfSent.once('connect', resolve));
    halfSent.write('GET / HTTP/1.1\r\nHost: ');
    const gone = new Promise((resolve) => halfSent.once('close', resolve));
    halfSent.on('error', () => {});
    await host.close();
    await gone;
    expect([1001, 1006]).toContain(await viewer.ended);
    expect(application.closed).toEqual(application.hosts);
    await expect(get(port, `/?token=${token}`)).rejects.toThrow('ECONNREFUSED');
  });

  test('frees the port, and a port that is taken is told by its code', async () => {
    const { port, viewerDirectory, host } = await openWebHost();
    const options = { application: recordingApplication(), viewerDirectory, address: '127.0.0.1', port };
    await expect(startWebHost(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await host.close();
    const again = await startWebHost(options);
    await again.close();
  });
});

test('a file that came later is not served, and asking for it harms nothing', async () => {
  const { port, viewerDirectory } = await openWebHost();
  await writeFile(join(viewerDirectory, 'late.txt'), 'came later');
  expect((await get(port, '/late.txt')).status).toBe(404);
  expect((await get(port, '/assets/index.js')).status).toBe(200);
});
