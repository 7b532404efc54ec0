import type { Buffer } from 'node:buffer';

/** What a line of one end sounds like, before it is known what is spoken. */
type LineSound =
  /** Three digits and a text, as servers of SMTP, FTP and others answer. */
  | 'reply'
  /** A reply as only a server of SMTP gives it. */
  | 'sure-reply'
  /** A command as only a client of SMTP gives it. */
  | 'sure-command'
  /** A command that other protocols have too. */
  | 'command'
  /** The dot that ends message content. */
  | 'dot'
  | 'foreign';

/** Bytes of a line that are looked at: what it sounds like stands at its beginning. */
const LINE_START = 256;

/** Bytes of a TLS record up to the type of its handshake message (RFC 8446 section 4). */
const HANDSHAKE_START = 6;

const REPLY = /^[2-5]\d\d(?:[ -]|$)/;

/** 354 is SMTP's own; an enhanced code (RFC 3463) stands behind no other protocol's; a greeting may name the protocol. */
const SURE_REPLY =
  /^(?:354|(?:2(?!20)|4|5)\d\d[ -][245]\.\d{1,3}\.\d{1,3}(?: |$)|(?:220|421|554)[ -].*\b(?:E?SMTP|LMTP)\b)/i;

const SURE_COMMAND =
  /^(?:(?:EHLO|HELO|LHLO)(?: |$)|MAIL FROM:|RCPT TO:|BDAT \d|(?:STARTTLS|VRFY|EXPN|ETRN|XCLIENT|XFORWARD)(?: |$))/i;

/** HELP and the like; and the line that a proxy puts before all else (PROXY protocol, version 1). */
const COMMAND = /^(?:(?:DATA|RSET|NOOP|QUIT|HELP|AUTH)(?: |$)|PROXY (?:TCP|UNKNOWN))/i;

/** The code that a server answers its client's hello with, behind its greeting: FTP has nothing like it there. */
const HELLO_ACCEPTED = /^250/;
const GREETING = /^220/;

/** Listens to one end of a flow, to tell what it speaks. */
export class Speech {
  /** A capture may begin in the middle, and then often in the middle of a line. */
  readonly #isFromStart: boolean;
  #isPartial: boolean;
  #line = '';
  #start: number[] = [];
  #lines = 0;
  #isCommanding = true;
  #isGreeted = false;
  /** Lines that are replies, and lines that are none. */
  replies = 0;
  others = 0;
  /** It said what only a client of SMTP says, where only a client says it. */
  isClient = false;
  /** It said what only a server of SMTP says. */
  isServer = false;

  constructor(isFromStart: boolean) {
    this.#isFromStart = isFromStart;
    this.#isPartial = !isFromStart;
  }

  /** Whether it has said a whole line. */
  get isHeard(): boolean {
    return this.#lines > 0;
  }

  /** Whether it begins with TLS: a ClientHello or a ServerHello. */
  get isTls(): boolean {
    const [type, version, , , , message] = this.#start;
    return type === 22 && version === 3 && (message === 1 || message === 2);
  }

  /** It begins as TLS does, as far as it goes. */
  get mayBeTls(): boolean {
    return this.isTls || (this.#start[0] === 22 && this.#start.length < HANDSHAKE_START);
  }

  /** Takes what it said. */
  take(bytes: Buffer): void {
    if (this.#start.length < HANDSHAKE_START) {
      this.#start.push(...bytes.subarray(0, HANDSHAKE_START - this.#start.length));
    }
    for (let at = 0; at < bytes.length;) {
      const lineFeed = bytes.indexOf(0x0a, at);
      const end = lineFeed === -1 ? bytes.length : lineFeed;
      this.#line += bytes.toString('latin1', at, Math.min(end, at + LINE_START - this.#line.length));
      if (lineFeed !== -1) this.#endLine();
      at = end + 1;
    }
  }

  /** Something was not captured: the line before it has no end, and the one behind it no beginning. */
  gap(): void {
    this.finish();
    this.#isPartial = true;
  }

  /** Nothing more will come: what has no ending counts as a line. */
  finish(): void {
    if (this.#line !== '') this.#endLine();
  }

  #endLine(): void {
    const line = this.#line.trimEnd();
    this.#line = '';
    this.#lines += 1;
    const sound = soundOf(line);
    // Half a line says nothing of whoever said it.
    const isPartial = this.#isPartial;
    this.#isPartial = false;
    if (isPartial && sound === 'foreign') return;
    this.#noteReply(line, sound);
    this.#noteCommand(sound);
  }

  #noteReply(line: string, sound: LineSound): void {
    if (sound !== 'reply' && sound !== 'sure-reply') {
      this.others += 1;
      return;
    }
    this.replies += 1;
    const isSure = sound === 'sure-reply' || (this.#isGreeted && HELLO_ACCEPTED.test(line));
    // Within other text a reply is only quoted.
    if (isSure && this.others === 0) this.isServer = true;
    this.#isGreeted = GREETING.test(line) && this.replies === this.#lines;
  }

  /** A command counts where only commands stood before it, or behind message content; not within other text. */
  #noteCommand(sound: LineSound): void {
    if (sound === 'sure-command' && this.#isCommanding) this.isClient = true;
    const isCommand = sound === 'sure-command' || sound === 'command';
    this.#isCommanding = (this.#isCommanding && isCommand) || (sound === 'dot' && !this.#isFromStart);
  }
}

function soundOf(line: string): LineSound {
  if (SURE_REPLY.test(line)) return 'sure-reply';
  if (REPLY.test(line)) return 'reply';
  if (SURE_COMMAND.test(line)) return 'sure-command';
  if (COMMAND.test(line)) return 'command';
  return line === '.' ? 'dot' : 'foreign';
}
