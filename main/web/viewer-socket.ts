import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import type { Problem, ViewerEvent } from '../../app/contract.ts';
import type { ViewerConnection } from '../../app/viewer-connection.ts';
import { createWaitingEvents } from './waiting-events.ts';

/**
 * The longest request, in bytes. The longest that makes sense holds a query of 10,000 characters, which JSON may
 * spell with six bytes each.
 */
export const LONGEST_REQUEST = 128 * 1024;

/** Bytes that may wait to be sent before events are held back and merged: a few answers with rows. */
const EVENTS_WAIT_ABOVE = 256 * 1024;

/** Bytes that may wait to be sent before no further request is read: a viewer that takes no answers gets no more. */
const REQUESTS_WAIT_ABOVE = 8 * 1024 * 1024;

/** Requests that are worked on at a time for one viewer; more are left unread meanwhile. */
const MOST_UNDER_WAY = 256;

const requestMessage = v.object({
  id: v.number(),
  name: v.optional(v.unknown()),
  payload: v.optional(v.unknown()),
});

/**
 * Carries the contract over one viewer's WebSocket, from its opening to its end: `{id, name, payload}` comes in,
 * `{id, result}` and `{event}` go out, each one JSON text.
 */
export function serveViewerSocket(
  socket: WebSocket,
  connect: (send: (event: ViewerEvent) => void) => ViewerConnection,
): void {
  const waiting = createWaitingEvents();
  let underWay = 0;

  function send(message: string): void {
    if (socket.readyState === socket.OPEN) socket.send(message, () => afterSending());
  }

  function tell(event: ViewerEvent): void {
    send(JSON.stringify({ event }));
  }

  /** `id`: null where none could be read. `result`: JSON already. */
  function reply(id: number | null, result: string): void {
    send(`{"id":${JSON.stringify(id)},"result":${result}}`);
  }

  function afterSending(): void {
    if (socket.bufferedAmount <= EVENTS_WAIT_ABOVE) {
      for (const event of waiting.take()) tell(event);
    }
    readOrWait();
  }

  function readOrWait(): void {
    const full = underWay >= MOST_UNDER_WAY || socket.bufferedAmount > REQUESTS_WAIT_ABOVE;
    if (full && !socket.isPaused) socket.pause();
    else if (!full && socket.isPaused) socket.resume();
  }

  const connection = connect((event) => {
    if (socket.bufferedAmount > EVENTS_WAIT_ABOVE) waiting.add(event);
    else tell(event);
  });

  async function answer(data: RawData, isBinary: boolean): Promise<void> {
    const message = isBinary ? null : readMessage(data);
    if (message === null) {
      reply(null, JSON.stringify({ ok: false, problem: UNREADABLE }));
      return;
    }
    underWay += 1;
    readOrWait();
    const result = await connection.request(message.name, message.payload);
    underWay -= 1;
    reply(message.id, result);
    readOrWait();
  }

  socket.on('message', (data, isBinary) => void answer(data, isBinary));
  socket.on('close', () => connection.close());
  // A broken or oversized frame: ws closes the connection itself, and 'close' follows.
  socket.on('error', () => {});
}

const UNREADABLE: Problem = {
  code: 'unreadable-request',
  text: 'A request of the viewer could not be read.',
  remedy: 'Reload the page.',
};

function readMessage(data: RawData) {
  try {
    const message = v.safeParse(requestMessage, JSON.parse(textOf(data)));
    return message.success ? message.output : null;
  } catch {
    return null;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
