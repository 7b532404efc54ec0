import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Milliseconds to wait for a reply that must come. */
const PATIENCE = 30_000;

/** A client that says exactly the bytes it is told to, over a socket that is gone when the test is over. */
export interface RawClient {
  readonly socket: Socket;
  /** Says this; a string as Latin-1, so that every character up to U+00FF is one byte. */
  say(words: string | Uint8Array): void;
  /** Resolves with the next whole reply (RFC 5321 section 4.2: the last line has a blank behind the code). */
  hear(): Promise<string>;
  /** Says a line, CR LF added, and resolves with the reply. */
  ask(line: string): Promise<string>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

const REPLY = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/;

/** Connects to a port of this machine. Its errors are the connection's end. */
export function connectRawClient(port: number): RawClient {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  onTestFinished(() => void socket.destroy());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let heard = '';
  let wake = () => {};
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    heard += text;
    wake();
  });
  socket.on('close', () => wake());

  function hear(): Promise<string> {
    return new Promise((resolve, reject) => {
      const giveUp = (why: string) => reject(new Error(`no reply: ${why}; heard: ${JSON.stringify(heard)}`));
      const timer = setTimeout(() => giveUp('waited too long'), PATIENCE);
      wake = () => {
        const reply = REPLY.exec(heard)?.[0];
        if (reply === undefined && !socket.destroyed) return;
        clearTimeout(timer);
        wake = () => {};
        if (reply === undefined) return giveUp('the connection is closed');
        heard = heard.slice(reply.length);
        resolve(reply);
      };
      wake();
    });
  }

  return {
    socket,
    closed,
    hear,
    say(words) {
      socket.write(typeof words === 'string' ? Buffer.from(words, 'latin1') : words);
    },
    async ask(line) {
      this.say(`${line}\r\n`);
      return await hear();
    },
  };
}
