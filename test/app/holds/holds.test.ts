import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CaptureLibrary } from '../../../app/capture/capture-library.ts';
import { openApplication, type Application } from '../../../app/application.ts';
import {
  DEFAULT_LISTENER,
  type HeldThing,
  type HoldDecision,
  type RequestName,
  type RequestPayload,
} from '../../../app/contract.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import { describeEvent } from '../../../app/transcript/text-format.ts';
import { eventually } from '../../support/eventually.ts';
import { connectPeer, startPeerServer, type Peer, type PeerServer } from '../../support/sockets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { rowsAtEnd } from '../relay/relaying.ts';
import { connectViewer, portOfApplication, type TestViewer } from '../opened-application.ts';

/** An application in front of a server that says what it is told to; and a viewer, where one is wanted. */
class Scene {
  readonly application: Application;
  readonly viewers: TestViewer[] = [];
  readonly #server: PeerServer;
  #clients = 0;

  constructor(application: Application, server: PeerServer) {
    this.application = application;
    this.#server = server;
  }

  static async open(rules: readonly object[] = []): Promise<Scene> {
    const server = await startPeerServer();
    const folder = await temporaryFolder();
    const rulesPath = join(folder, 'rules.json');
    await writeFile(rulesPath, JSON.stringify({ rules }));
    const upstream = { host: '127.0.0.1', port: server.port };
    const application = await openApplication({
      capturesDirectory: join(folder, 'captures'),
      dataDirectory: folder,
      listeners: [{ ...DEFAULT_LISTENER, host: '127.0.0.1', port: 0, upstream }],
      version: '1.2.3',
      host: 'web',
      rulesPath,
    });
    onTestFinished(() => application.close());
    return new Scene(application, server);
  }

  async watched(): Promise<this> {
    this.viewers.push(connectViewer(this.application));
    return this;
  }

  /** A client that has said EHLO, and its server. */
  async greeted(): Promise<{ client: Peer; server: Peer }> {
    const client = await connectPeer(portOfApplication(this.application));
    const server = await this.#server.peer(this.#clients);
    this.#clients += 1;
    server.say('220 mx\r\n');
    await client.hears('220 mx\r\n');
    return { client, server };
  }

  /** What is held, as soon as something is. */
  async held(): Promise<HeldThing> {
    return eventually('something to be held', () => this.application.state.holds.held[0] ?? null);
  }

  /** What a viewer's request comes to: `ok`, or the code of why not. */
  async ask<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
    viewer = 0,
  ): Promise<string> {
    const result = await this.viewers[viewer]?.connection.request(name, payload);
    return result?.ok === true ? 'ok' : (result?.problem.code ?? 'no viewer');
  }

  async decide(decision: HoldDecision): Promise<string> {
    const { hold } = await this.held();
    return this.ask('hold.decide', { hold, decision });
  }

  /** The rows of the first session, when it is over. */
  async rows(): Promise<readonly TranscriptRow[]> {
    return rowsAtEnd({ captures: this.application.captures });
  }

  /** What happened in the first session, when it is over, in words. */
  async events(): Promise<string[]> {
    return (await this.rows()).flatMap((row) => (row.type === 'event' ? [describeEvent(row)] : []));
  }
}

const HOLD_MAIL = [{ name: 'wait', when: 'cmd:MAIL', do: [{ action: 'hold' }] }];

describe('what was held', () => {
  test('is known of its line, whatever was decided, and of its conversation from the first moment', async () => {
    const hold = [{ name: 'wait', when: 'cmd:MAIL or cmd:RCPT or code:503', do: [{ action: 'hold' }] }];
    const scene = await (await Scene.open(hold)).watched();
    const { client, server } = await scene.greeted();
    const library = CaptureLibrary.follow(scene.application.captures);
    const source = async () => {
      const found = await library.find(1);
      await found?.catchUp();
      return found;
    };
    client.say('MAIL FROM:<a@x>\r\n');
    await scene.held();
    await eventually('its record', async () => (await source())?.index.summary().held === 1);
    await scene.decide({ do: 'edit', text: 'MAIL FROM:<b@x>' });
    await server.hears('MAIL FROM:<b@x>\r\n');
    server.say('250 Ok\r\n');
    await client.hears('250 Ok\r\n');
    client.say('RCPT TO:<c@x>\r\n');
    await scene.decide({ do: 'answer', code: 550, text: 'No' });
    await client.hears('550 No\r\n');
    client.say('DATA\r\n');
    await server.hears('DATA\r\n');
    server.say('503-One\r\n503 Two\r\n');
    await scene.decide({ do: 'let-go' });
    await client.hears('503 Two\r\n');
    client.socket.end();
    server.socket.end();
    const lines = (await scene.rows()).filter((row) => row.type === 'line');
    const held = lines.filter((line) => line.held === true).map(({ text }) => text);
    expect(held).toEqual(['MAIL FROM:<a@x>', 'RCPT TO:<c@x>', '503-One']);
    const found = await source();
    expect(found?.index.summary().held).toBe(3);
    expect(found?.index.facets().held).toBe(true);
  });
});

describe('what a rule holds', () => {
  test('is shown with both time-outs, and goes on when a person lets it', async () => {
    const scene = await (await Scene.open(HOLD_MAIL)).watched();
    const { client, server } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    const held = await scene.held();
    expect(held).toMatchObject({
      hold: 1,
      line: 2,
      from: 'client',
      what: 'command',
      verb: 'MAIL',
      text: 'MAIL FROM:<a@x>',
      rule: 'wait',
      goesOnAt: null,
      waits: { client: { limitMs: 300_000 }, server: { limitMs: 300_000, section: '4.5.3.2.7' } },
    });
    expect(server.heard.length).toBe(0);
    await eventually('its number', () => scene.application.state.holds.held[0]?.session === 1);
    expect(await scene.decide({ do: 'let-go' })).toBe('ok');
    await server.hears('MAIL FROM:<a@x>\r\n');
    expect(scene.application.state.holds.held).toEqual([]);
  });

  test('is decided by the first of several viewers, and the others are told so', async () => {
    const scene = await (await (await Scene.open(HOLD_MAIL)).watched()).watched();
    const { client } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    const { hold } = await scene.held();
    expect(
      await scene.ask('hold.decide', { hold, decision: { do: 'answer', code: 550, text: 'No' } }, 1),
    ).toBe('ok');
    await client.hears('550 No\r\n');
    expect(await scene.ask('hold.decide', { hold, decision: { do: 'let-go' } }, 0)).toBe('decided-already');
  });

  test('goes on by itself after the time that its rule gives', async () => {
    const rule = { name: 'wait', when: 'cmd:MAIL', do: [{ action: 'hold', atMost: 50 }] };
    const scene = await (await Scene.open([rule])).watched();
    const { client, server } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    await server.hears('MAIL FROM:<a@x>\r\n');
    client.socket.end();
    server.socket.end();
    expect(await scene.events()).toContainEqual(
      expect.stringMatching(/in the time that the rule gives: it went on/),
    );
  });

  test('goes on soon where no viewer is open, and waits when one comes', async () => {
    const scene = await Scene.open(HOLD_MAIL);
    const { client } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    const { goesOnAt, since } = await scene.held();
    expect(((goesOnAt ?? 0) - since) / 1_000).toBeCloseTo(10_000, -3);
    await scene.watched();
    expect((await scene.held()).goesOnAt).toBeNull();
    scene.viewers[0]?.connection.close();
    expect((await scene.held()).goesOnAt).not.toBeNull();
  });

  test('ends with its client', async () => {
    const scene = await (await Scene.open(HOLD_MAIL)).watched();
    const { client, server } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    await scene.held();
    client.socket.end();
    await server.hearsEnd();
    await eventually('nothing to be held', () => scene.application.state.holds.held.length === 0);
    server.socket.end();
    expect(await scene.events()).toContainEqual(
      expect.stringMatching(/Its conversation ended while it waited/),
    );
  });

  test('is told that the program ends', async () => {
    const scene = await (await Scene.open(HOLD_MAIL)).watched();
    const { client } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    await scene.held();
    await scene.application.close();
    await client.hearsEnd();
    expect(client.heard.toString('latin1')).toMatch(/421 4\.3\.2 SMTP Spy is being stopped\r\n$/);
  });

  test('is a whole message, which may be written anew', async () => {
    const rule = { name: 'wait', when: 'kind:content', do: [{ action: 'hold' }] };
    const scene = await (await Scene.open([rule])).watched();
    const { client, server } = await scene.greeted();
    client.say('MAIL FROM:<a@x>\r\n');
    await server.hears('MAIL FROM:<a@x>\r\n');
    server.say('250 ok\r\n');
    client.say('RCPT TO:<b@x>\r\n');
    await server.hears('RCPT TO:<b@x>\r\n');
    server.say('250 ok\r\n');
    client.say('DATA\r\n');
    await eventually('the consent', () => client.heard.includes('354'));
    client.say('Subject: a\r\n\r\n..b\r\n.\r\n');
    const held = await scene.held();
    expect(held).toMatchObject({ what: 'message', verb: 'DATA', size: 22, editable: true });
    expect(held.waits.client).toMatchObject({ limitMs: 600_000, section: '4.5.3.2.6' });
    const { connection } = scene.viewers[0] ?? {};
    expect(await connection?.request('hold.text', { hold: held.hold })).toEqual({
      ok: true,
      value: { text: 'Subject: a\n\n.b' },
    });
    expect(await scene.decide({ do: 'edit', text: 'Subject: ä\n\n.c\n' })).toBe('ok');
    await server.hears('DATA\r\n');
    server.say('354 go\r\n');
    await eventually('the message', () => server.heard.includes('Subject: ä\r\n\r\n..c\r\n.\r\n'));
  });
});

describe('what a person wants held', () => {
  test('is the next command of a conversation that begins then, and no other', async () => {
    const scene = await (await Scene.open()).watched();
    expect(await scene.ask('holds.wish', { session: null, wish: 'next' })).toBe('ok');
    const { client, server } = await scene.greeted();
    client.say('EHLO a\r\nNOOP\r\n');
    expect(await scene.held()).toMatchObject({ verb: 'EHLO', rule: null });
    expect(scene.application.state.holds.all).toBe('nothing');
    await scene.decide({ do: 'let-go' });
    await server.hears('EHLO a\r\n');
    server.say('250 mx\r\n');
    await server.hears('NOOP\r\n');
  });

  test('is each command, until all are let go', async () => {
    const scene = await (await Scene.open()).watched();
    await scene.ask('holds.wish', { session: null, wish: 'every' });
    const { client, server } = await scene.greeted();
    client.say('EHLO a\r\nAUTH PLAIN AGEAYg==\r\n');
    await scene.held();
    await scene.decide({ do: 'let-go' });
    await server.hears('EHLO a\r\n');
    server.say('250 AUTH PLAIN\r\n');
    await eventually('AUTH to be held', () => scene.application.state.holds.held[0]?.verb === 'AUTH');
    expect(await scene.held()).toMatchObject({ text: 'AUTH PLAIN ****', masked: true });
    expect(await scene.ask('holds.let-go', {})).toBe('ok');
    await server.hears('AUTH PLAIN AGEAYg==\r\n');
    expect(scene.application.state.holds).toMatchObject({ held: [], all: 'nothing' });
  });

  test('is the next command of a conversation that is under way, as soon as that comes to rest', async () => {
    const scene = await (await Scene.open()).watched();
    const { client, server } = await scene.greeted();
    client.say('EHLO a\r\n');
    await server.hears('EHLO a\r\n');
    await eventually('its number', () => scene.application.captures.total === 1);
    expect(await scene.ask('holds.wish', { session: 1, wish: 'next' })).toBe('ok');
    server.say('250 mx\r\n');
    await client.hears('250 mx\r\n');
    client.say('MAIL FROM:<a@x>\r\n');
    expect(await scene.held()).toMatchObject({ session: 1, verb: 'MAIL', line: null });
    expect(await scene.decide({ do: 'edit', text: 'MAIL FROM:<b@x>' })).toBe('ok');
    await server.hears('MAIL FROM:<b@x>\r\n');
    server.say('250 ok\r\n');
    client.say('RCPT TO:<c@x>\r\n');
    await server.hears('RCPT TO:<c@x>\r\n');
    client.socket.end();
    server.socket.end();
    const mail = (await scene.rows()).find((row) => row.type === 'line' && row.verb === 'MAIL');
    expect(mail).toMatchObject({ text: 'MAIL FROM:<a@x>', sentAs: 'MAIL FROM:<b@x>' });
    expect(await scene.ask('holds.wish', { session: 1, wish: 'next' })).toBe('passes-unread');
  });

  test('cannot be decided in a way that no server or client understands; then it stays held', async () => {
    const scene = await (await Scene.open()).watched();
    await scene.ask('holds.wish', { session: null, wish: 'every' });
    const { client, server } = await scene.greeted();
    client.say('STARTTLS\r\n');
    expect(await scene.decide({ do: 'edit', text: 'NOOP\r\nRSET' })).toBe('not-one-line');
    expect(await scene.decide({ do: 'answer', code: 220, text: 'Go' })).toBe('out-of-step');
    expect(await scene.decide({ do: 'answer', code: 99, text: 'Go' })).toBe('bad-request');
    expect(await scene.decide({ do: 'edit', text: 'NOOP' })).toBe('ok');
    await server.hears('NOOP\r\n');
  });

  test('is taken back by readers when a person swallows it: the next reply answers the next command', async () => {
    const scene = await (await Scene.open()).watched();
    await scene.ask('holds.wish', { session: null, wish: 'next' });
    const { client, server } = await scene.greeted();
    client.say('EHLO a\r\nNOOP\r\n');
    await scene.decide({ do: 'drop' });
    await server.hears('NOOP\r\n');
    server.say('250 done\r\n');
    await client.hears('250 done\r\n');
    client.socket.end();
    server.socket.end();
    const reply = (await scene.rows()).find((row) => row.type === 'line' && row.text === '250 done');
    expect(reply).toMatchObject({ answered: 'NOOP', answers: 3 });
  });
});
