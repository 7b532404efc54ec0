import { Buffer } from 'node:buffer';
import { Dialogue } from '../../app/smtp/dialogue.ts';
import type { DialogueListener } from '../../app/smtp/dialogue-listener.ts';
import { Finder } from '../../app/smtp/findings/finder.ts';
import { MessageTracker } from '../../app/smtp/message.ts';
import type { Speaker } from '../../app/smtp/words.ts';
import { median, verdict } from './figures.ts';
import { timeTaken } from './time-taken.ts';

/**
 * How fast the dissector is: message content in MB a second, and command and reply lines a second, on one core, with
 * everything on that the list of conversations needs: findings, messages, header fields.
 */

const RUNS = 7;
const CONTENT_BYTES = 64 * 1024 * 1024;
const TRANSACTIONS = 20_000;
/** Bytes of one read of a socket. */
const READ = 64 * 1024;

const GREETED: readonly (readonly [Speaker, string])[] = [
  ['server', '220 mx.example ESMTP\r\n'],
  ['client', 'EHLO client.example\r\n'],
  ['server', '250-mx.example\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250-8BITMIME\r\n250 DSN\r\n'],
];

const TO_CONTENT: readonly (readonly [Speaker, string])[] = [
  ['client', 'MAIL FROM:<ann@client.example> SIZE=70000000 BODY=8BITMIME\r\n'],
  ['server', '250 2.1.0 Ok\r\n'],
  ['client', 'RCPT TO:<bob@mx.example> NOTIFY=FAILURE\r\n'],
  ['server', '250 2.1.5 Ok\r\n'],
  ['client', 'DATA\r\n'],
  ['server', '354 End data with <CR><LF>.<CR><LF>\r\n'],
];

const END: readonly (readonly [Speaker, string])[] = [
  ['client', 'Subject: a\r\n\r\nbody\r\n.\r\n'],
  ['server', '250 2.0.0 Ok: queued as 12345\r\n'],
  ['client', 'NOOP\r\n'],
  ['server', '250 2.0.0 Ok\r\n'],
  ['client', 'RSET\r\n'],
  ['server', '250 2.0.0 Ok\r\n'],
];

/** A dialogue that is followed as the index of a session does it. */
function followed(): Dialogue {
  const messages = new MessageTracker();
  let finder: Finder | null = null;
  const listener: DialogueListener = {
    line: (line) => {
      finder?.line(line);
    },
    command: (asked) => messages.command(asked),
    reply: (asked, reply, more) => messages.reply(asked, reply, more),
    content: (bytes, start, end) => messages.content(bytes, start, end),
    contentEnd: (asked) => messages.contentEnd(asked),
  };
  const dialogue = new Dialogue(listener);
  finder = new Finder(dialogue);
  return dialogue;
}

function bytes(script: readonly (readonly [Speaker, string])[]): (readonly [Speaker, Buffer])[] {
  return script.map(([from, words]) => [from, Buffer.from(words)]);
}

function say(dialogue: Dialogue, script: readonly (readonly [Speaker, Buffer])[]): void {
  for (const [from, words] of script) dialogue.push(from, words, false);
}

/** Megabytes (1,000,000 bytes) of content a second, in lines of 76 characters as base64 has them. */
async function contentSpeed(): Promise<number> {
  const block = Buffer.from(`${'QUJD'.repeat(19)}\r\n`.repeat(Math.ceil(READ / 78)));
  const dialogue = followed();
  say(dialogue, bytes([...GREETED, ...TO_CONTENT]));
  let done = 0;
  const seconds = await busy(() => {
    for (; done < CONTENT_BYTES; done += block.length) dialogue.push('client', block, false);
  });
  return done / 1_000_000 / seconds;
}

/** Command and reply lines a second, content lines not counted. */
async function lineSpeed(): Promise<number> {
  const dialogue = followed();
  say(dialogue, bytes(GREETED));
  const transaction = bytes([...TO_CONTENT, ...END]);
  const seconds = await busy(() => {
    for (let count = 0; count < TRANSACTIONS; count += 1) say(dialogue, transaction);
  });
  const contentLines = TRANSACTIONS * 4;
  return (dialogue.lines - contentLines) / seconds;
}

/** Seconds of processor time that it takes: on a busy machine the clock on the wall says little. */
async function busy(work: () => void): Promise<number> {
  const { took } = await timeTaken(work);
  return took.processor / 1_000;
}

async function report(
  what: string,
  unit: string,
  target: number,
  measure: () => Promise<number>,
): Promise<void> {
  await measure();
  const figures: number[] = [];
  for (let run = 0; run < RUNS; run += 1) figures.push(await measure());
  const middle = Math.round(median(figures));
  process.stdout.write(
    `${what}: ${middle.toLocaleString('en')} ${unit} (target ${target.toLocaleString('en')}: ${verdict(middle >= target)})\n`,
  );
}

await report('message content', 'MB/s', 200, contentSpeed);
await report('commands and replies', 'lines/s', 300_000, lineSpeed);
