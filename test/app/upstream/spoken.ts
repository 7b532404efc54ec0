import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import type { ServerProfile } from '../../../app/upstream/server-profile.ts';

/**
 * Holds the conversation that a script describes, and writes down what was really said: `c> ` and a line of the
 * client, `s< ` and a line of the server, `closed` where the server hangs up. A script that comes back as it was is
 * what the server does.
 *
 * The client's lines end in CRLF. Where a test needs other bytes it writes `\r`, `\n`, `\t`, `\0` or `\xff`, and a backslash
 * at the very end of a line that has no ending.
 */
export function spoken(script: string, profile?: ServerProfile): string {
  const conversation = new BuiltInConversation(profile);
  return [...serverLines(conversation.greet()), ...exchanges(conversation, script)].join('\n');
}

/** The same for a script that begins when the greeting and EHLO have been said. */
export function spokenAfterHello(script: string, profile?: ServerProfile): string {
  const conversation = new BuiltInConversation(profile);
  conversation.greet();
  conversation.receive(Buffer.from('EHLO client.example\r\n'));
  return exchanges(conversation, script).join('\n');
}

/** A script as it stands in a test: without the indentation and the blank lines around it. */
export function script({ raw: [text = ''] }: TemplateStringsArray): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
}

function exchanges(conversation: BuiltInConversation, script: string): string[] {
  const transcript: string[] = [];
  for (const line of script.split('\n').filter((line) => line.startsWith('c>'))) {
    transcript.push(line, ...serverLines(conversation.receive(bytesOf(line.slice(3)))));
  }
  return conversation.over ? [...transcript, 'closed'] : transcript;
}

function serverLines(replies: string): string[] {
  const lines = replies.split('\r\n');
  return lines.slice(0, -1).map((line) => `s< ${line}`);
}

const ESCAPE = /(\\x[0-9a-f]{2}|\\[rnt0])/;
const CONTROLS: Readonly<Record<string, number>> = { '\\r': 13, '\\n': 10, '\\t': 9, '\\0': 0 };

function bytesOf(line: string): Uint8Array {
  const written = line.endsWith('\\') ? line.slice(0, -1) : `${line}\\r\\n`;
  // What splits the line is kept by split, so that text and escapes take turns.
  const pieces = written.split(ESCAPE).map((piece, place) => (place % 2 === 0 ? piece : byteOf(piece)));
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}

function byteOf(escape: string): Uint8Array {
  return Uint8Array.of(CONTROLS[escape] ?? Number.parseInt(escape.slice(2), 16));
}
