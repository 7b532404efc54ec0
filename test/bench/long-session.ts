import { Buffer } from 'node:buffer';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bytesHeader,
  eventHeader,
  recordHeader,
  sessionHeader,
  type BytesOrigin,
} from '../../app/capture/entry.ts';
import type { SessionInfo } from '../../app/capture/session-payload.ts';

/** Lines of one message's content. */
const CONTENT = 1_000;

/** Commands with their replies between two messages. */
const COMMANDS = 500;

/** Commands that a client says before it waits for replies, where it is far ahead. */
const AHEAD = 500;

/** A word that stands in one line of each message's content. */
export const NEEDLE = 'needle';

/** When the session begins: microseconds since 1970. */
const STARTED = 1_763_647_331_000_000;

const CLIENT: BytesOrigin = { from: 'client', tls: false, injected: false, withheld: false };
const SERVER: BytesOrigin = { ...CLIENT, from: 'server' };

/** What is said in a long session, round after round. */
export interface Talk {
  /** Lines of each round. */
  readonly lines: number;
  /** Says a round, from 1. */
  readonly say: (pen: Pen, round: number) => void;
}

/** Messages, and commands between them: half of the lines each. */
export const MESSAGES_AND_COMMANDS: Talk = {
  // MAIL, RCPT, DATA, their replies, the content, its reply, and the commands.
  lines: 6 + CONTENT + 1 + 2 * COMMANDS,
  say: (pen, round) => {
    sayMessage(pen, round);
    sayCommands(pen, round);
  },
};

/** A command, its reply, and so on. */
export const ONE_BY_ONE: Talk = {
  lines: 2 * COMMANDS,
  say: (pen, round) => {
    for (let command = 0; command < COMMANDS; command += 1) {
      pen.say(CLIENT, `NOOP ${round}.${command}\r\n`);
      pen.say(SERVER, '250 2.0.0 Ok\r\n');
    }
  },
};

/** Commands, hundreds of which wait for their replies most of the time. */
export const FAR_AHEAD: Talk = {
  lines: 4 * AHEAD,
  say: (pen, round) => {
    pen.say(CLIENT, questions(2 * round * AHEAD));
    pen.say(SERVER, '252 2.0.0 Perhaps\r\n'.repeat(AHEAD / 2));
    pen.say(CLIENT, questions((2 * round + 1) * AHEAD));
    pen.say(SERVER, '252 2.0.0 Perhaps\r\n'.repeat(AHEAD + AHEAD / 2));
  },
};

/** Writes a session of at least so many lines in the record's own form. Resolves to how many lines it has. */
export async function writeLongSession(
  folder: string,
  session: number,
  lines: number,
  talk: Talk = MESSAGES_AND_COMMANDS,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${String(session).padStart(8, '0')}.session`;
  const file = await open(join(folder, name), 'w', 0o600);
  try {
    return await write(file, session, lines, talk);
  } finally {
    await file.close();
  }
}

async function write(file: FileHandle, session: number, lines: number, talk: Talk): Promise<number> {
  const pen = new Pen();
  pen.begin(session);
  pen.say(SERVER, '220 mx.example ESMTP\r\n');
  pen.say(CLIENT, 'EHLO client.example\r\n');
  pen.say(SERVER, '250-mx.example\r\n250-PIPELINING\r\n250 SIZE 35882577\r\n');
  const rounds = Math.ceil(lines / talk.lines);
  for (let round = 1; round <= rounds; round += 1) {
    talk.say(pen, round);
    await file.write(pen.take());
  }
  pen.say(CLIENT, 'QUIT\r\n');
  pen.say(SERVER, '221 bye\r\n');
  pen.tell({ event: 'closed', by: 'server', how: 'end', text: '' });
  await file.write(pen.take());
  return 7 + rounds * talk.lines;
}

function questions(first: number): string {
  return Array.from({ length: AHEAD }, (_, at) => `VRFY customer-${first + at}@example.net\r\n`).join('');
}

function sayMessage(pen: Pen, round: number): void {
  pen.say(CLIENT, `MAIL FROM:<sender${round}@client.example>\r\nRCPT TO:<you@mx.example>\r\nDATA\r\n`);
  pen.say(SERVER, '250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n');
  const content = [`Subject: message ${round}`, ''];
  for (let line = 2; line < CONTENT - 1; line += 1) {
    content.push(
      line === CONTENT / 2
        ? `a ${NEEDLE} in message ${round}`
        : `line ${line} of message ${round}, as mail is`,
    );
  }
  pen.say(CLIENT, `${content.join('\r\n')}\r\n.\r\n`);
  pen.say(SERVER, `250 2.0.0 Ok: queued as ${round}\r\n`);
}

function sayCommands(pen: Pen, round: number): void {
  const commands: string[] = [];
  const replies: string[] = [];
  for (let command = 0; command < COMMANDS; command += 1) {
    commands.push(`NOOP ${round}.${command}\r\n`);
    replies.push('250 2.0.0 Ok\r\n');
  }
  pen.say(CLIENT, commands.join(''));
  pen.say(SERVER, replies.join(''));
}

/** Writes entries one behind the other, a millisecond apart. */
class Pen {
  #pieces: Buffer[] = [];
  #time = 0;

  begin(session: number): void {
    const endpoint = { address: '127.0.0.1', port: 50_000 };
    const info: SessionInfo = {
      session,
      started: STARTED,
      listener: '127.0.0.1:2525',
      client: endpoint,
      server: { host: 'mx.example', port: 25, address: null },
      writer: { process: 0, version: '0.0.0' },
    };
    const payload = Buffer.from(JSON.stringify(info));
    this.#pieces.push(recordHeader(0), sessionHeader(payload.length), payload);
    this.tell({ event: 'connected', client: endpoint });
  }

  say(origin: BytesOrigin, words: string): void {
    const payload = Buffer.from(words);
    this.#pieces.push(bytesHeader(origin, payload.length, this.#tick()), payload);
  }

  tell(event: object): void {
    const payload = Buffer.from(JSON.stringify(event));
    this.#pieces.push(eventHeader(payload.length, this.#tick()), payload);
  }

  take(): Buffer {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return bytes;
  }

  #tick(): number {
    return (this.#time += 1_000);
  }
}
