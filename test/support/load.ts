import { connect, type Socket } from 'node:net';
import * as tls from 'node:tls';

/** What a load consists of. */
export interface Load {
  /** Conversations at the same time. */
  readonly sessions: number;
  /** Messages altogether. */
  readonly messages: number;
  /** The content of each message, in bytes. */
  readonly size: number;
  /** Whether a session sends all of its messages over one connection. */
  readonly reuse: boolean;
}

/**
 * Sends messages to a server as smtp-source does: each step waits for the reply to the one before. For machines that
 * lack smtp-source, and for TLS from the first byte on (`secure`), which that does not speak. Rejects at the first reply
 * that is not what it should be.
 */
export async function sendLoad(port: number, load: Load, secure = false): Promise<void> {
  const content = contentOf(load.size);
  let left = load.messages;
  const takeOne = () => left > 0 && left-- > 0;
  const session = async () => {
    while (takeOne()) {
      const conversation = await LoadConversation.begin(port, secure);
      do await conversation.sendMessage(content);
      while (load.reuse && takeOne());
      await conversation.end();
    }
  };
  await Promise.all(Array.from({ length: load.sessions }, session));
}

/** One conversation with a server whose replies are all of one line, which those to HELO are. */
class LoadConversation {
  readonly #socket: Socket;
  #heard = '';
  #settle: { resolve: (code: string) => void; reject: (error: Error) => void } | null = null;

  private constructor(port: number, secure: boolean) {
    const to = { host: '127.0.0.1', port };
    this.#socket = secure ? tls.connect({ ...to, rejectUnauthorized: false }) : connect(to);
    // Not among the options, where TLS does not look: the end of each message would wait 40 ms for an acknowledgement.
    this.#socket.setNoDelay(true);
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#hear(text));
    this.#socket.on('error', (error) => this.#settle?.reject(error));
    this.#socket.on('close', () => this.#settle?.reject(new Error('the server hung up')));
  }

  static async begin(port: number, secure: boolean): Promise<LoadConversation> {
    const conversation = new LoadConversation(port, secure);
    await conversation.#step('', '220');
    await conversation.#step('HELO client.example\r\n', '250');
    return conversation;
  }

  async sendMessage(content: Uint8Array): Promise<void> {
    await this.#step('MAIL FROM:<from@client.example>\r\n', '250');
    await this.#step('RCPT TO:<to@client.example>\r\n', '250');
    await this.#step('DATA\r\n', '354');
    this.#socket.write(content);
    await this.#step('.\r\n', '250');
  }

  async end(): Promise<void> {
    await this.#step('QUIT\r\n', '221');
    this.#socket.destroy();
  }

  async #step(words: string, expected: string): Promise<void> {
    const reply = new Promise<string>((resolve, reject) => (this.#settle = { resolve, reject }));
    if (words !== '') this.#socket.write(words);
    const heard = await reply;
    if (!heard.startsWith(expected)) throw new Error(`expected ${expected} and heard: ${heard}`);
  }

  #hear(text: string): void {
    this.#heard += text;
    if (!this.#heard.endsWith('\n')) return;
    const heard = this.#heard;
    this.#heard = '';
    this.#settle?.resolve(heard);
  }
}

/** Lines of 80 bytes, as smtp-source sends them. */
function contentOf(size: number): Uint8Array {
  const line = Buffer.from(`${'X'.repeat(78)}\r\n`);
  const lines = Math.max(1, Math.ceil(size / line.length));
  return Buffer.alloc(lines * line.length, line);
}
