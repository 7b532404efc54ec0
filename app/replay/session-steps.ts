import { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { SessionPass } from '../capture/session-pass.ts';
import type { SessionSource } from '../capture/session-source.ts';
import type { WalkLine, WalkListener } from '../capture/session-walk.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import { decodeText } from '../smtp/decode.ts';
import type { LineEnding } from '../smtp/words.ts';
import { redactAuthentication } from '../transcript/redaction.ts';

/** A whole reply, as it is compared and shown. */
export interface StepReply {
  readonly code: number;
  /** Empty where there is none. */
  readonly enhanced: string;
  /** Its lines as they were said, codes included; of a very long reply only the first. */
  readonly lines: readonly string[];
}

/**
 * What a step of a conversation is:
 *
 * - `greeting`: the server speaks first
 * - `command`: a command; with BDAT its chunk too
 * - `response`: an answer within AUTH; a reply, once the sides have changed places (RFC 2645 section 5.2)
 * - `content`: the content behind DATA, up to the final dot
 * - `unread`: TLS that passed through unread
 */
export type StepKind = 'greeting' | 'command' | 'response' | 'content' | 'unread';

/** Something that the client said, and what the server answered. */
export interface SessionStep {
  readonly kind: StepKind;
  /** Of a command, in capitals; else empty. */
  readonly verb: string;
  /** The words as the transcript shows them; a description of content. Empty for the greeting. */
  readonly words: string;
  /** Where its bytes stand among all that the client said itself, in bytes. */
  readonly from: number;
  readonly to: number;
  /** The client said it within TLS that the spy read. */
  readonly tls: boolean;
  /** Most steps have one; LMTP's content several (RFC 2033 section 4.2); none where the conversation broke off. */
  readonly replies: readonly StepReply[];
  /** Nobody answers a load balancer's header, nor a reply. */
  readonly isAnswered: boolean;
}

/** Lines of one reply that are kept: more than any server has to say. */
const MOST_REPLY_LINES = 1_000;

const ENDINGS: Readonly<Record<LineEnding, Buffer>> = {
  crlf: Buffer.from('\r\n'),
  lf: Buffer.from('\n'),
  cr: Buffer.from('\r'),
  none: Buffer.alloc(0),
};

/** How steps are read. */
export interface StepOptions {
  /** Secrets stand in the words as they were said. */
  readonly reveal: boolean;
  /** Lines that ended otherwise end in CRLF, all but those of chunks. */
  readonly crlf?: boolean;
  /** Gets all that the client said, in order; the bytes are only lent. */
  readonly onBytes?: (bytes: Uint8Array) => void;
}

/** The steps of a session, from its beginning on. Rejects as reading a file does. */
export async function readSteps(
  source: SessionSource,
  options: StepOptions,
): Promise<readonly SessionStep[]> {
  await source.catchUp();
  const gatherer = new StepGatherer(options);
  const reading = new SessionPass(source, gatherer).readOn();
  while ((await reading.next()).done !== true);
  return gatherer.finish();
}

type GatheredStep = { -readonly [Field in keyof SessionStep]: SessionStep[Field] } & {
  readonly replies: StepReply[];
  /** Of content and chunks. */
  digest: Hash | null;
  /** Where the bytes of a BDAT's chunk begin. */
  contentFrom: number;
};

class StepGatherer implements WalkListener {
  readonly #options: StepOptions;
  readonly #steps: GatheredStep[] = [];
  /** Those that the server owes an answer to, in the order of their answers. */
  readonly #waiting: GatheredStep[] = [];
  #replyLines: string[] = [];
  #bytes = 0;

  constructor(options: StepOptions) {
    this.#options = options;
    this.#begin('greeting', '', '', false, true);
  }

  line(line: WalkLine): void {
    if (line.from !== 'client') {
      if (line.kind === 'reply') this.#replyLine(line);
      return;
    }
    if (!line.origin.injected) this.#clientLine(line);
    // What the spy itself said in the client's place is no step, but it is answered.
    else if (line.kind === 'command')
      this.#waiting.push(this.#make('command', '', '', line.origin.tls, true));
  }

  event(): void {
    // How the connection came about and ended is no step.
  }

  /** What a rule, a hook or a person answered in the server's place is what the client heard, and owed to that command. */
  reply(
    asked: Asked | null,
    { code, enhanced }: Reply,
    _origin: unknown,
    _time: number,
    more: boolean,
  ): void {
    const lines = this.#replyLines;
    this.#replyLines = [];
    // Once the sides have changed places it is the client that replies, which is a step by itself.
    const isServers = lines.length > 0;
    const step = asked === null ? undefined : this.#waiting[0];
    if (step === undefined || !isServers) return;
    step.replies.push({ code, enhanced, lines });
    const isAnsweredAgain = more && (step.kind === 'content' || step.verb === 'BDAT');
    if (!isAnsweredAgain) this.#waiting.shift();
  }

  /** What a conversation that broke off left unanswered stands without replies. */
  finish(): readonly SessionStep[] {
    return this.#steps.map(({ digest, contentFrom, ...step }) => {
      if (digest === null) return step;
      const size = (step.to - contentFrom).toLocaleString('en');
      const content = `[message content: ${size} bytes, sha256 ${digest.digest('hex').slice(0, 16)}…]`;
      return { ...step, words: step.words === '' ? content : `${step.words} ${content}` };
    });
  }

  #replyLine({ bytes, start, end }: WalkLine): void {
    if (this.#replyLines.length < MOST_REPLY_LINES) this.#replyLines.push(decodeText(bytes, start, end));
  }

  #clientLine(line: WalkLine): void {
    const step = this.#stepOf(line);
    const { bytes, start, end } = line;
    const words = bytes.subarray(start, end);
    const isMended = this.#options.crlf === true && line.ending !== 'none' && step.verb !== 'BDAT';
    for (const part of [words, ENDINGS[isMended ? 'crlf' : line.ending]]) {
      this.#options.onBytes?.(part);
      if (line.kind === 'content') step.digest?.update(part);
      this.#bytes += part.length;
    }
    step.to = this.#bytes;
  }

  /** The step that a line begins, or goes on with. */
  #stepOf(line: WalkLine): GatheredStep {
    const last = this.#steps.at(-1);
    const { tls } = line.origin;
    switch (line.kind) {
      case 'content':
        if (last?.kind === 'content' && line.phase === 'content') return last;
        if (last?.verb === 'BDAT') return this.#beginContent(last);
        return this.#beginContent(this.#begin('content', '', '', tls, true));
      case 'opaque':
        return last?.kind === 'unread'
          ? last
          : this.#begin('unread', '', '[TLS that passed unread]', tls, false);
      case 'authentication':
        return this.#begin('response', '', this.#words(line), tls, true);
      case 'reply':
        if (line.continued && last !== undefined) return last;
        return this.#begin('response', '', this.#words(line), tls, false);
      case 'command':
        if (line.continued && last !== undefined) return last;
        return this.#begin('command', verbOf(line), this.#words(line), tls, isAnswered(line));
    }
  }

  #beginContent(step: GatheredStep): GatheredStep {
    if (step.digest !== null) return step;
    step.digest = createHash('sha256');
    step.contentFrom = this.#bytes;
    return step;
  }

  #words({ bytes, start, end, kind, meaning }: WalkLine): string {
    const text = decodeText(bytes, start, end);
    const verb = meaning?.type === 'command' ? meaning.command.verb : undefined;
    return this.#options.reveal ? text : redactAuthentication(text, kind, verb).text;
  }

  #begin(kind: StepKind, verb: string, words: string, tls: boolean, isAnswered: boolean): GatheredStep {
    const step = this.#make(kind, verb, words, tls, isAnswered);
    this.#steps.push(step);
    if (isAnswered) this.#waiting.push(step);
    return step;
  }

  #make(kind: StepKind, verb: string, words: string, tls: boolean, isAnswered: boolean): GatheredStep {
    const place = { from: this.#bytes, to: this.#bytes };
    return { kind, verb, words, ...place, tls, replies: [], isAnswered, digest: null, contentFrom: 0 };
  }
}

function verbOf({ meaning }: WalkLine): string {
  return meaning?.type === 'command' ? meaning.command.verb : '';
}

function isAnswered({ meaning }: WalkLine): boolean {
  return !(meaning?.type === 'command' && meaning.event === 'PROXY' && meaning.expected);
}
