import { Dialogue, type DialogueState } from '../../../../app/smtp/dialogue.ts';
import { Finder, type FinderState } from '../../../../app/smtp/findings/finder.ts';
import type { Finding } from '../../../../app/smtp/findings/finding.ts';
import type { LineInHand } from '../../../../app/smtp/line-in-hand.ts';
import type { Speaker } from '../../../../app/smtp/words.ts';
import {
  bytesOf,
  speakerOf,
  type ConversationScript,
  type Said,
} from '../../../support/conversation-script.ts';

/** What happens besides words: the spy takes off TLS, time passes (milliseconds), the connection is closed. */
export type Happening =
  Said | readonly ['tls'] | readonly ['wait', number] | readonly ['ended' | 'closed', 'c' | 's'];

/** A dialogue and the search for what is worth a look in it, taken up anew from their states wherever one likes. */
export class Search {
  readonly findings: Finding[] = [];
  readonly #listener = {
    line: (line: LineInHand): void => {
      this.findings.push(...this.#finder.line(line));
    },
  };
  #dialogue: Dialogue = new Dialogue(this.#listener);
  #finder: Finder = new Finder(this.#dialogue);
  #time = 0;

  /** One side says something. */
  say(from: Speaker, words: string, tls = false): void {
    this.#dialogue.push(from, bytesOf(words), tls, this.#time);
  }

  /** The server is part of the program. */
  serverIsOwn(): void {
    this.#finder.serverIsOwn();
  }

  /** Microseconds pass. */
  wait(time: number): void {
    this.#time += time;
  }

  /** Both go on as copies of what they were. */
  takeUpAnew(): void {
    const dialogue: DialogueState = structuredClone(this.#dialogue.state());
    const finder: FinderState = structuredClone(this.#finder.state());
    this.#dialogue = new Dialogue(this.#listener, dialogue);
    this.#finder = new Finder(this.#dialogue, finder);
  }

  /** Characters that a copy of both states has. */
  get stateSize(): number {
    return JSON.stringify([this.#dialogue.state(), this.#finder.state()]).length;
  }

  /** Nothing more is said. */
  finish(): void {
    this.#dialogue.finish('client');
    this.#dialogue.finish('server');
  }

  /** One side will say no more. */
  end(by: Speaker): void {
    this.#dialogue.finish(by);
    this.#finder.ended(by);
  }

  /** The connection is closed. */
  close(by: Speaker): void {
    this.finish();
    this.findings.push(...this.#finder.closed(by));
  }

  /** What was found, as `code in line 7`. */
  get told(): string[] {
    return this.findings.map(({ code, line }) => `${code} in line ${line}`);
  }
}

/** What is found in a conversation that goes like this: `code in line 7`. */
export function foundIn(happenings: readonly Happening[]): string[] {
  return searched(happenings).told;
}

/** The same, whole: with its words. */
export function searched(happenings: readonly Happening[]): Search {
  const search = new Search();
  let tls = false;
  for (const happening of happenings) {
    if (happening[0] === 'tls') tls = true;
    else if (happening[0] === 'wait') search.wait(happening[1] * 1_000);
    else if (happening[0] === 'ended') search.end(speakerOf(happening[1]));
    else if (happening[0] === 'closed') search.close(speakerOf(happening[1]));
    else search.say(speakerOf(happening[0]), happening[1], tls);
  }
  search.finish();
  return search;
}

/** The same conversation, both dialogue and search taken up anew between all pieces. */
export function foundInInstalments(script: ConversationScript): string[] {
  const search = new Search();
  for (const [who, words] of script) {
    search.say(speakerOf(who), words);
    search.takeUpAnew();
  }
  search.finish();
  return search.told;
}

/** A server that offers all that these conversations use, and a client that has greeted it. */
export function greeted(...capabilities: readonly string[]): ConversationScript {
  const lines = ['mx.example', ...capabilities];
  const reply = lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
  return [
    ['s', '220 mx.example ESMTP\r\n'],
    ['c', 'EHLO client.example\r\n'],
    ['s', reply],
  ];
}

/** A transaction up to where the message may be said. */
export const ENVELOPE: ConversationScript = [
  ['c', 'MAIL FROM:<ann@client.example>\r\n'],
  ['s', '250 ok\r\n'],
  ['c', 'RCPT TO:<bob@mx.example>\r\n'],
  ['s', '250 ok\r\n'],
];

/** The same, up to its content. */
export const IN_DATA: ConversationScript = [...ENVELOPE, ['c', 'DATA\r\n'], ['s', '354 go ahead\r\n']];
