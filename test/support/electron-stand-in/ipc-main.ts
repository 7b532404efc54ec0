import type { IpcMain } from 'electron';

type Handler = Parameters<IpcMain['handle']>[1];

/** `ipcMain`: handlers by channel. */
export class StandInIpcMain implements Pick<IpcMain, 'handle'> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  /** What the handler of the channel answers. Rejects as a page's `invoke` does. */
  async invoke(event: object, channel: string, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const answer: unknown = await Reflect.apply(handler, undefined, [event, ...args]);
    return structuredClone(answer);
  }
}
