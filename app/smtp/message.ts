import { isAttachment } from './attachment.ts';
import { parsePath } from './command.ts';
import type { Asked, Reply } from './dialogue-listener.ts';
import { HeaderReader, type HeaderFields } from './header-reader.ts';
import { MimePartReader } from './mime-parts.ts';
import { ANSWERS_FOR_EACH } from './reply.ts';
import { asksForMessage } from './state-machine/events.ts';

/** A recipient, and the last code that the server said about it: with LMTP and PRDR, the one about the message. */
export interface Recipient {
  readonly address: string;
  readonly code: number;
}

/** A message that the server has answered, or will not answer any more. */
export interface Message extends HeaderFields {
  /** Place among the messages of the session, from 1. */
  readonly n: number;
  readonly mailFrom: string;
  readonly rcptTo: readonly Recipient[];
  /** Bytes of the content after dot-unstuffing. */
  readonly size: number;
  /** Of the content after dot-unstuffing, in hexadecimal; empty where none was asked for. */
  readonly sha256: string;
  /** 0: it was never answered. */
  readonly code: number;
  /** With LMTP: at least one recipient's delivery was accepted. With PRDR, the last reply says so. */
  readonly accepted: boolean;
  readonly via: 'data' | 'bdat';
  /** The line of the DATA or of the first BDAT, from 1; 0 where there was none. */
  readonly commandLine: number;
  /** Its content came to its end. */
  readonly isWhole: boolean;
}

/** Takes the octets of a message's content; made by whoever can compute digests, since this folder is pure. */
export interface ContentDigest {
  /** The bytes are only lent until {@link flush}. */
  update(bytes: Uint8Array, start: number, end: number): void;
  /** What was lent goes away. */
  flush(): void;
  /** In hexadecimal. */
  digest(): string;
}

/** Is told what messages hold as soon as it is known, whether or not the server takes them. */
export interface ContentListener {
  /** The header of a message has come, or all of it that ever will. */
  header(header: HeaderReader): void;
  /** A message has an attachment. Told once of each. */
  attachment?(): void;
}

/** What is wanted of messages besides. */
export interface MessageInterests {
  /** Makes what takes the octets of each. */
  readonly newDigest?: () => ContentDigest;
  readonly listener?: ContentListener;
}

/** What the server has accepted of a transaction so far. */
export interface AcceptedEnvelope {
  /** `''` is the empty path `<>`; null before a MAIL was accepted. */
  readonly from: string | null;
  readonly to: readonly string[];
}

/** Recipients of one message that are kept: servers take some hundreds (RFC 5321 section 4.5.3.1.8 wants 100). */
const MOST_RECIPIENTS = 10_000;

/** Contents that wait for their reply: pipelining clients have one or two. */
const MOST_CONTENTS = 100;

/** Content as it is gathered. */
interface Content {
  readonly via: Message['via'];
  readonly commandLine: number;
  readonly header: HeaderReader;
  /** Looks for attachments; null where nobody wants to know, or one was found. It takes the header in, too. */
  parts: MimePartReader | null;
  /** Somebody was told of the header. */
  isTold: boolean;
  readonly digest: ContentDigest | null;
  size: number;
  /** The line whose reply decides; 0 while it is not over. */
  askedBy: number;
}

/**
 * Puts messages together: the envelope as the server answers it, the content as the client says it. The two run apart
 * with pipelining, and meet again in the reply to the content.
 */
export class MessageTracker {
  readonly #newDigest: (() => ContentDigest) | undefined;
  readonly #listener: ContentListener | undefined;
  #messages = 0;
  #mailFrom: string | null = null;
  #recipients: Recipient[] = [];
  #content: Content | null = null;
  #said: Content[] = [];
  /** LMTP: the server answers for each recipient (RFC 2033 section 4.2). */
  #perRecipient = false;
  /** The codes of those answers, in the order of the accepted recipients; with PRDR behind the one that announces them. */
  #deliveries: number[] = [];

  constructor({ newDigest, listener }: MessageInterests = {}) {
    this.#newDigest = newDigest;
    this.#listener = listener;
  }

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  get envelope(): AcceptedEnvelope {
    const accepted = this.#recipients.filter(({ code }) => code >= 200 && code < 300);
    return { from: this.#mailFrom, to: accepted.map(({ address }) => address) };
  }

  /** The client said a command. */
  command(asked: Asked): void {
    switch (asked.verb) {
      case 'DATA':
        this.#content = this.#begin('data', asked.line);
        break;
      case 'BDAT':
        if (this.#content?.via !== 'bdat') this.#content = this.#begin('bdat', asked.line);
        if (asksForMessage(asked)) this.#content.askedBy = asked.line;
        break;
      case 'MAIL':
      case 'RSET':
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        this.#endContent();
        break;
    }
  }

  /** Octets of content. */
  content(bytes: Uint8Array, start: number, end: number): void {
    const content = this.#content;
    if (content === null) return;
    content.size += end - start;
    if (content.parts === null) content.header.push(bytes, start, end);
    else content.parts.push(bytes, start, end);
    if (content.header.isWhole) this.#tellHeader(content);
    content.digest?.update(bytes, start, end);
  }

  /** The octets that were given so far go away. */
  flush(): void {
    this.#content?.digest?.flush();
    for (const { digest } of this.#said) digest?.flush();
  }

  /** The content of a DATA has ended. */
  contentEnd(asked: Asked): void {
    if (this.#content === null) return;
    this.#content.askedBy = asked.line;
    this.#endContent();
  }

  /** The server replied. Returns the message that this settles; null where there is none. `more`: LMTP has more to say. */
  reply(asked: Asked | null, reply: Reply, more: boolean): Message | null {
    if (asked === null) return null;
    const isPositive = reply.code >= 200 && reply.code < 300;
    if (asksForMessage(asked)) return this.#settle(asked, reply, more);
    switch (asked.verb) {
      case 'MAIL':
        if (isPositive) this.#beginEnvelope(parsePath(asked.argument) ?? asked.argument);
        break;
      case 'RCPT':
        if (this.#recipients.length < MOST_RECIPIENTS) {
          this.#recipients.push({ address: parsePath(asked.argument) ?? asked.argument, code: reply.code });
        }
        break;
      case 'DATA':
        if (reply.code >= 400) this.#refuseContent(asked.line);
        break;
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        if (isPositive) this.#perRecipient = asked.verb === 'LHLO';
        if (isPositive) this.#beginEnvelope(null);
        break;
      case 'RSET':
        if (isPositive) this.#beginEnvelope(null);
        break;
    }
    return null;
  }

  /** The session is over. Returns the messages that were begun and never answered, with 0 for their code. */
  end(): readonly Message[] {
    const contents = this.#content === null ? this.#said : [...this.#said, this.#content];
    this.#said = [];
    if (this.#content !== null) this.#tellHeader(this.#content);
    this.#content = null;
    return contents
      .filter(({ size, askedBy }) => size > 0 || askedBy > 0)
      .map((content) => this.#message(content, 0));
  }

  #message(content: Content, code: number): Message {
    const isWhole = content.askedBy > 0 || code > 0;
    this.#messages += 1;
    return {
      n: this.#messages,
      mailFrom: this.#mailFrom ?? '',
      rcptTo: this.#deliveredTo(),
      size: content.size,
      sha256: isWhole ? (content.digest?.digest() ?? '') : '',
      code,
      accepted: code >= 200 && code < 300,
      via: content.via,
      commandLine: content.commandLine,
      isWhole,
      ...content.header.fields(),
    };
  }

  #begin(via: Content['via'], commandLine: number): Content {
    this.#endContent();
    const content: Content = { ...noContent(via), commandLine, digest: this.#newDigest?.() ?? null };
    if (this.#listener?.attachment !== undefined) content.parts = this.#watchParts(content);
    return content;
  }

  #watchParts(content: Content): MimePartReader {
    const found = (): void => {
      content.parts = null;
      this.#listener?.attachment?.();
    };
    return new MimePartReader(
      {
        begin(head) {
          if (content.parts !== null && isAttachment(head)) found();
        },
      },
      content.header,
    );
  }

  #tellHeader(content: Content): void {
    if (content.isTold || content.size === 0) return;
    content.isTold = true;
    this.#listener?.header(content.header);
  }

  #endContent(): void {
    if (this.#content !== null) this.#tellHeader(this.#content);
    if (this.#content !== null && this.#content.askedBy > 0) this.#said.push(this.#content);
    if (this.#said.length > MOST_CONTENTS) this.#said.shift();
    this.#content = null;
  }

  /** What was said behind a refused DATA is no message. */
  #refuseContent(commandLine: number): void {
    if (this.#content?.commandLine === commandLine) this.#content = null;
    this.#said = this.#said.filter((content) => content.commandLine !== commandLine);
  }

  #beginEnvelope(mailFrom: string | null): void {
    this.#mailFrom = mailFrom;
    this.#recipients = [];
    this.#deliveries = [];
  }

  #settle(asked: Asked, { code }: Reply, more: boolean): Message | null {
    if (this.#deliveries.length < MOST_RECIPIENTS) this.#deliveries.push(code);
    if (more) return null;
    const content = this.#contentOf(asked.line);
    const taken = this.#deliveries.find((delivery) => delivery >= 200 && delivery < 300);
    const decisive = this.#isAnnounced ? code : (taken ?? code);
    const via = asked.what === 'content' ? 'data' : 'bdat';
    const message = this.#message(content ?? noContent(via), decisive);
    this.#beginEnvelope(null);
    return message;
  }

  /** The content that this line has ended; what was said before it has been answered otherwise. */
  #contentOf(line: number): Content | null {
    if (this.#content?.askedBy === line) this.#endContent();
    const at = this.#said.findIndex(({ askedBy }) => askedBy === line);
    return this.#said.splice(0, at + 1).at(-1) ?? null;
  }

  /** PRDR: the server has said that it answers for each recipient. */
  get #isAnnounced(): boolean {
    return this.#deliveries[0] === ANSWERS_FOR_EACH;
  }

  #deliveredTo(): readonly Recipient[] {
    if (!this.#perRecipient && !this.#isAnnounced) return this.#recipients;
    const deliveries = this.#isAnnounced ? this.#deliveries.slice(1) : this.#deliveries;
    let next = 0;
    return this.#recipients.map((recipient) => {
      if (recipient.code >= 300) return recipient;
      const code = deliveries[next] ?? recipient.code;
      next += 1;
      return { address: recipient.address, code };
    });
  }
}

function noContent(via: Content['via']): Content {
  return {
    via,
    commandLine: 0,
    header: new HeaderReader(),
    parts: null,
    isTold: false,
    digest: null,
    size: 0,
    askedBy: 0,
  };
}
