import type { CommandId } from '../../app/commands.ts';
import type { RequestName, RequestPayload, RequestResult, ViewerEvent } from '../../app/contract.ts';
import {
  failure,
  isRequestResult,
  isViewerEvent,
  parseJson,
  readMenuCommand,
  unreadableAnswer,
} from './envelope.ts';
import type { ConnectionStatus, ViewerTransport } from './viewer-transport.ts';

/** What the preload of the desktop window lays on `window.smtpSpy`. */
export interface DesktopBridge {
  request(name: string, payload: unknown): Promise<unknown>;
  subscribe(listener: (event: unknown) => void): () => void;
}

/** The transport through the desktop window's preload. It is connected as long as the window lives. */
export class DesktopTransport implements ViewerTransport {
  readonly #bridge: DesktopBridge;

  constructor(bridge: DesktopBridge) {
    this.#bridge = bridge;
  }

  async request<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestResult<Name>> {
    try {
      const result = parseJson(await this.#bridge.request(name, payload));
      return isRequestResult<Name>(result) ? result : unreadableAnswer();
    } catch (error) {
      return failure(
        'request-failed',
        `SMTP Spy could not do that: ${error instanceof Error ? error.message : String(error)}.`,
        'Try again; if it stays so, close the window and open it anew.',
      );
    }
  }

  subscribe(listener: (event: ViewerEvent) => void): () => void {
    return this.#bridge.subscribe((event) => {
      if (isViewerEvent(event)) listener(event);
    });
  }

  watchConnection(listener: (status: ConnectionStatus) => void): () => void {
    listener({ state: 'connected' });
    return () => undefined;
  }

  watchCommands(listener: (command: CommandId) => void): () => void {
    return this.#bridge.subscribe((event) => {
      const command = readMenuCommand(event);
      if (command !== null) listener(command);
    });
  }

  retry(): void {
    // The window and the application live and end together.
  }
}
