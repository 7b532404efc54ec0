import { Dialogue, type DialogueState } from '../../app/smtp/dialogue.ts';
import type { DialogueListener } from '../../app/smtp/dialogue-listener.ts';
import type { LineEnding, LineKind, Phase, Speaker } from '../../app/smtp/words.ts';

/** What one side says in one go: who, and each byte as the character of its number. */
export type Said = readonly [who: 'c' | 's', words: string];

/** A conversation as it arrives: one piece after the other. */
export type ConversationScript = readonly Said[];

/** A line as the dialogue told it. */
export interface FollowedLine {
  readonly from: Speaker;
  readonly bytes: Buffer;
  readonly ending: LineEnding;
  readonly kind: LineKind;
  readonly phase: Phase;
}

/** What a dialogue told of a conversation. */
export interface Followed {
  readonly lines: readonly FollowedLine[];
  /** All that was told, in order, as {@link follow} shows it. */
  readonly told: readonly string[];
  /** Each whole reply: its code, and what it answers. */
  readonly replies: readonly string[];
}

/** The speaker behind the letter of a script. */
export function speakerOf(who: Said[0]): Speaker {
  return who === 'c' ? 'client' : 'server';
}

/** The bytes behind the words of a script. */
export function bytesOf(words: string): Buffer {
  return Buffer.from(words, 'latin1');
}

/** Gathers what a dialogue tells, in words that tests can be written with. */
export class Follower implements DialogueListener, Followed {
  readonly lines: FollowedLine[] = [];
  readonly told: string[] = [];
  readonly replies: string[] = [];

  readonly line: DialogueListener['line'] = (line) => {
    const { from, bytes, start, end, ending, kind, phase } = line;
    const words = Buffer.from(bytes.subarray(start, end));
    this.lines.push({ from, bytes: words, ending, kind, phase });
    const mark = from === 'client' ? 'c>' : 's<';
    const unusual = ending === 'crlf' ? '' : `, ${ending}`;
    this.told.push(`${mark} ${shown(words)} | ${kind}, ${phase}${unusual}`);
  };

  readonly reply: NonNullable<DialogueListener['reply']> = (asked, { code, line }) => {
    const answered = asked === null ? 'nothing' : asked.what === 'command' ? asked.verb : asked.what;
    const asking = asked === null ? '' : ` of line ${asked.line}`;
    this.replies.push(`${code} in line ${line} answers ${answered}${asking}`);
  };

  readonly opaque = (): void => {
    this.told.push('# opaque');
  };
}

/** Follows a conversation from its first byte to the end of both sides. */
export function followScript(script: ConversationScript): Followed {
  const follower = new Follower();
  const dialogue = new Dialogue(follower);
  for (const [who, words] of script) dialogue.push(speakerOf(who), bytesOf(words), false);
  finish(dialogue);
  return follower;
}

/** The same, taken up anew from its state between all pieces, as a reader of a record does. */
export function followInInstalments(script: ConversationScript): Followed {
  const follower = new Follower();
  let state: DialogueState | undefined;
  for (const [who, words] of script) {
    const dialogue = new Dialogue(follower, state);
    dialogue.push(speakerOf(who), bytesOf(words), false);
    state = structuredClone(dialogue.state());
  }
  finish(new Dialogue(follower, state));
  return follower;
}

/** What is told of a conversation: `c> EHLO a | command, hello`; an ending other than CRLF stands at the end. */
export function follow(script: ConversationScript): string {
  return followScript(script).told.join('\n');
}

/** A beginning that many conversations share. */
export const GREETED: ConversationScript = [
  ['s', '220 a\r\n'],
  ['c', 'EHLO b\r\n'],
  ['s', '250 a\r\n'],
];

/** The same, up to where the client may send its message. */
export const IN_CONTENT: ConversationScript = [
  ...GREETED,
  ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
  ['s', '250 ok\r\n250 ok\r\n354 go\r\n'],
];

/** What is told behind the beginning that all of a group's conversations share. */
export function followBehind(beginning: ConversationScript, script: ConversationScript): string {
  const before = followScript(beginning).told.length;
  return followScript([...beginning, ...script])
    .told.slice(before)
    .join('\n');
}

/** The replies behind such a beginning: `250 answers MAIL`. */
export function repliesBehind(beginning: ConversationScript, script: ConversationScript): readonly string[] {
  const before = followScript(beginning).replies.length;
  return followScript([...beginning, ...script])
    .replies.slice(before)
    .map((reply) => reply.replaceAll(/ (?:in|of) line \d+/g, ''));
}

/** What {@link follow} should come to, as it stands in a test: without the indentation and the blank lines around it. */
export function told({ raw: [text = ''] }: TemplateStringsArray): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
}

/** Each conversation that comes of cutting one of the script's pieces in two. */
export function* splitAnywhere(script: ConversationScript): Generator<ConversationScript> {
  for (const [place, [who, words]] of script.entries()) {
    for (let at = 1; at < words.length; at += 1) {
      const halves: Said[] = [
        [who, words.slice(0, at)],
        [who, words.slice(at)],
      ];
      yield [...script.slice(0, place), ...halves, ...script.slice(place + 1)];
    }
  }
}

/** The script byte by byte. */
export function byteByByte(script: ConversationScript): ConversationScript {
  return script.flatMap(([who, words]) => Array.from(words, (byte): Said => [who, byte]));
}

function finish(dialogue: Dialogue): void {
  dialogue.finish('client');
  dialogue.finish('server');
}

/** Control characters and bytes beyond ASCII as `\x00`, so that tests can be read. */
function shown(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
