import { onTestFinished } from 'vitest';
import { openApplication, type Application } from '../../app/application.ts';
import {
  DEFAULT_LISTENER,
  type ListenerSettings,
  type RequestName,
  type RequestResult,
  type RequestResults,
  type ViewerEvent,
} from '../../app/contract.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Opens an application on a free port of this machine, with the built-in server. It is gone when the test is over. */
export async function openedApplication(
  settings: Partial<ListenerSettings> = {},
  folder?: string,
): Promise<Application> {
  const application = await openApplication({
    capturesDirectory: folder ?? (await temporaryFolder()),
    dataDirectory: await temporaryFolder(),
    listeners: [{ ...DEFAULT_LISTENER, host: '127.0.0.1', port: 0, ...settings }],
    version: '1.2.3',
    host: 'web',
  });
  onTestFinished(() => application.close());
  return application;
}

/** The port that it listens on. Throws where it does not listen. */
export function portOfApplication({ state }: Application): number {
  const { status } = state.listeners[0];
  const port = status.state === 'listening' ? status.addresses[0]?.port : undefined;
  if (port === undefined) throw new Error(`not listening: ${JSON.stringify(status)}`);
  return port;
}

/** A viewer's connection that reads its answers. */
export interface TestConnection {
  request(name: unknown, payload: unknown): Promise<RequestResult<RequestName>>;
  close(): void;
}

/** A viewer of a test: what it was told, and the files that it saved. */
export interface TestViewer {
  readonly connection: TestConnection;
  readonly events: readonly ViewerEvent[];
  readonly saved: ReadonlyMap<string, string>;
}

/** Connects a viewer; its connection is closed when the test is over. */
export function connectViewer(application: Application): TestViewer {
  const events: ViewerEvent[] = [];
  const saved = new Map<string, string>();
  const connection = application.connectViewer({
    kind: 'web',
    send: (event) => events.push(event),
    save: async (name, write) => {
      let text = '';
      for await (const piece of write()) text += piece;
      saved.set(name, text);
      return { result: 'saved', path: name };
    },
  });
  onTestFinished(() => connection.close());
  const request = async (name: unknown, payload: unknown): Promise<RequestResult<RequestName>> =>
    JSON.parse(await connection.request(name, payload));
  return { connection: { request, close: () => connection.close() }, events, saved };
}

/** What a request comes back with. Rejects with the code of the problem where it is not granted. */
export async function ask<Name extends RequestName>(
  { connection }: TestViewer,
  name: Name,
  payload: unknown,
): Promise<RequestResults[Name]> {
  const result = await connection.request(name, payload);
  if (!result.ok) throw new Error(result.problem.code);
  return result.value as RequestResults[Name];
}
