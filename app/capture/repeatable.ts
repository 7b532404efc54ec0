import { Buffer } from 'node:buffer';
import { AuthenticationExchange } from '../smtp/authentication/authentication-exchange.ts';
import { helloName, parsePath } from '../smtp/command.ts';
import type { Repeatable } from '../transcript/repeat-command.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import { walkRows } from './row-reader.ts';
import type { SessionSource } from './session-source.ts';

/** Bytes of content that go into a command: shells and clipboards take more, but nobody reads it. */
const MOST_CONTENT = 256 * 1024;

/** What may be said again, but for where it goes. */
export type RepeatableWords = Omit<Repeatable, 'host' | 'port'>;

/**
 * What a client has to say to have the message around a line again: the message that the line belongs to, or the last one
 * before it. Rejects as reading a file does.
 */
export async function readRepeatable(
  source: SessionSource,
  line: number,
  reveal: boolean,
): Promise<RepeatableWords> {
  const gatherer = new Gatherer(line, reveal);
  await walkRows(source, source.index.checkpointFor(0), {
    reveal: true,
    wanted: () => !gatherer.isDone,
    take: (row) => {
      if (row.type === 'line') gatherer.take(row);
    },
    goOn: () => !gatherer.isDone,
  });
  return gatherer.words();
}

class Gatherer {
  readonly #until: number;
  readonly #reveal: boolean;
  #isDone = false;
  #hello = '';
  #tls: Repeatable['tls'] = null;
  #lines = 0;
  #authentication: AuthenticationExchange | null = null;
  #mailFrom: string | null = null;
  #rcptTo: string[] = [];
  #envelope: string[] = [];
  #content: string[] | null = null;
  #contentLength = 0;
  #isCut = false;
  #isText = true;
  /** The content came in chunks (RFC 3030), which have no dots added and none at their end. */
  #isChunked = false;

  constructor(until: number, reveal: boolean) {
    this.#until = until;
    this.#reveal = reveal;
  }

  /** Nothing further matters. */
  get isDone(): boolean {
    return this.#isDone;
  }

  take(line: TranscriptLine): void {
    if (this.#isDone) return;
    this.#lines += 1;
    if (line.tls && this.#tls === null) this.#tls = this.#lines === 1 ? 'at-once' : 'starttls';
    switch (line.kind) {
      case 'command':
        this.#command(line);
        break;
      case 'authentication':
        this.#authentication?.response(line.text);
        break;
      case 'content':
        this.#takeContent(line);
        break;
      case 'reply':
        if (line.answered === 'AUTH') this.#authentication?.reply(line.code ?? 0, line.text.slice(4));
        if (line.answered === 'content' && line.n >= this.#until) this.#isDone = true;
        break;
      case 'opaque':
    }
  }

  words(): RepeatableWords {
    return {
      hello: this.#hello,
      tls: this.#tls,
      login: this.#login(),
      mailFrom: this.#mailFrom,
      rcptTo: this.#rcptTo,
      envelope: this.#envelope,
      content: this.#content,
      isCut: this.#isCut,
      isText: this.#isText,
    };
  }

  #command({ verb = '', text, n }: TranscriptLine): void {
    const argument = text.trim().slice(verb.length).trim();
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        this.#hello = helloName(argument);
        break;
      case 'AUTH':
        this.#authentication = new AuthenticationExchange(argument);
        break;
      case 'BDAT':
        this.#isChunked = true;
        break;
      case 'MAIL':
        if (n > this.#until && this.#mailFrom !== null) this.#isDone = true;
        else this.#begin(argument, text);
        break;
      case 'RCPT':
        this.#rcptTo.push(parsePath(argument) ?? argument);
        this.#envelope.push(text);
        break;
      case 'QUIT':
        if (n > this.#until) this.#isDone = true;
        break;
    }
  }

  #begin(argument: string, text: string): void {
    this.#mailFrom = parsePath(argument) ?? argument;
    this.#rcptTo = [];
    this.#envelope = [text];
    this.#content = null;
    this.#contentLength = 0;
    this.#isCut = false;
    this.#isText = true;
    this.#isChunked = false;
  }

  #takeContent({ text, bytes, ending }: TranscriptLine): void {
    this.#content ??= [];
    const isEnd = text === '.' && !this.#isChunked;
    if (isEnd || this.#isCut) return;
    this.#contentLength += text.length + 2;
    this.#isCut = this.#contentLength > MOST_CONTENT;
    if (this.#isCut) return;
    const isPlain = bytes === undefined && ending === 'crlf' && /^[\t\x20-\x7e]*$/.test(text);
    this.#isText &&= isPlain;
    const octets = bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'base64');
    const stuffing = this.#isChunked && text.startsWith('.') ? '.' : '';
    this.#content.push(stuffing + octets.toString('latin1'));
  }

  #login(): Repeatable['login'] {
    const read = this.#authentication?.authentication();
    if (read === undefined) return null;
    const secret = read.steps.map((step) => step.secret).findLast((secret) => secret !== null) ?? null;
    const isPassword = read.secretKind === 'password';
    const password = this.#reveal && isPassword ? secret : null;
    return { mechanism: read.mechanism, user: read.user ?? '', password };
  }
}
