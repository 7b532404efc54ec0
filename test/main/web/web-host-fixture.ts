import { viewState } from '../../renderer/support/make.ts';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { RequestName, RequestResult, ViewerEvent } from '../../../app/contract.ts';
import type { ViewerConnection, ViewerHost } from '../../../app/viewer-connection.ts';
import { startWebHost, type WebHost } from '../../../main/web/web-host.ts';

/** A directory with a small page in it, gone when the test is over. */
export async function temporaryViewer(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'smtp-spy-viewer-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>SMTP Spy</title>');
  await writeFile(join(directory, 'message-frame.html'), '<!doctype html><iframe sandbox=""></iframe>');
  await writeFile(join(directory, 'assets', 'index.js'), 'document.title = "ready";');
  return directory;
}

/** An application that notes what viewers ask, and answers with what the test says. */
export interface RecordingApplication {
  readonly hosts: ViewerHost[];
  readonly asked: { name: unknown; payload: unknown }[];
  readonly closed: ViewerHost[];
  connectViewer(host: ViewerHost): ViewerConnection;
}

/** Answers every request with its own name as the text of a problem, unless told otherwise. */
export function recordingApplication(
  answer: (name: unknown) => Promise<RequestResult<RequestName>> = async (name) => ({
    ok: false,
    problem: { code: 'asked', text: String(name), remedy: '' },
  }),
): RecordingApplication {
  const application: RecordingApplication = {
    hosts: [],
    asked: [],
    closed: [],
    connectViewer(host) {
      application.hosts.push(host);
      return {
        async request(name, payload) {
          application.asked.push({ name, payload });
          return JSON.stringify(await answer(name));
        },
        close: () => application.closed.push(host),
      };
    },
  };
  return application;
}

/** A web host on a free port, closed when the test is over. */
export async function openWebHost(application = recordingApplication()) {
  const viewerDirectory = await temporaryViewer();
  const host = await startWebHost({ application, viewerDirectory, address: '127.0.0.1', port: 0 });
  onTestFinished(() => host.close());
  return { application, host, ...parts(host), viewerDirectory };
}

function parts(host: WebHost) {
  const url = new URL(host.url);
  return { port: Number(url.port), token: url.searchParams.get('token') ?? '' };
}

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** One HTTP request with exactly this target and these headers: no client tidies them up. */
export function get(port: number, target: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(pieces).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

/** A viewer's socket, and what came through it so far. */
export interface ViewerSocket {
  readonly socket: WebSocket;
  readonly received: unknown[];
  /** Resolves with the next message that the server sends. */
  next(): Promise<unknown>;
  readonly ended: Promise<number>;
}

/** Connects as the page does. Rejects with the status that the server refused with: `Unexpected server response: 403`. */
export async function connectSocket(
  port: number,
  target: string,
  headers: { origin?: string; host?: string } = {},
): Promise<ViewerSocket> {
  const { origin = `http://127.0.0.1:${port}`, host = `127.0.0.1:${port}` } = headers;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`, { origin, headers: { host } });
  onTestFinished(() => socket.terminate());
  const received: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString('utf8'));
    const first = waiting.shift();
    if (first === undefined) received.push(message);
    else first(message);
  });
  const ended = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    received,
    ended,
    next: () =>
      new Promise((resolve) => {
        const message = received.shift();
        if (message === undefined) waiting.push(resolve);
        else resolve(message);
      }),
  };
}

/** An event of one view that grew to so many rows. */
export function viewEvent(view: number, rows: number): ViewerEvent {
  return { type: 'view', view: viewState({ view, rows }) };
}
