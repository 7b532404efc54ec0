import type { Dialogue } from '../dialogue.ts';
import type { CommandMeaning, ReplyMeaning } from '../dialogue-listener.ts';
import { parsePathArgument } from '../envelope-path.ts';
import type { Speaker } from '../words.ts';
import { closingCode } from './closing.ts';
import { checkCommandForm } from './command-form.ts';
import { checkCommandOrder, noOrder, type OrderMemory } from './command-order.ts';
import { checkContentLine, noContent, noteCommand, type ContentMemory } from './content.ts';
import type { Finding, FindingDetails, Report } from './finding.ts';
import type { LineInHand } from '../line-in-hand.ts';
import { checkEnding, checkLineShape, checkOctets, octetsHold } from './line-shape.ts';
import { checkMaskedCommand, checkMaskedReply } from './masking.ts';
import {
  checkProtection,
  checkResponse,
  checkServerProtection,
  noProtection,
  type ProtectionMemory,
} from './protection.ts';
import { FINDINGS, type FindingCode } from './registry.ts';
import { checkReply, noReply, type ReplyMemory } from './replies.ts';
import { checkTiming, noTiming, SLOW_AFTER, type TimingMemory } from './timing.ts';

/** Findings of one kind in one conversation: a client that ends every line wrongly would fill the list with it. */
export const MOST_OF_A_KIND = 25;

/** Where the search stands: plain data, to be kept and taken up again. */
export interface FinderState {
  /** Something was not heard: what asks and what answers may no longer belong together. */
  readonly gapped: boolean;
  /** What is said are the bytes of a TLS that nobody took up: they make no lines. */
  readonly binary: boolean;
  /** The server is gone: what is to be said of that, and the last line before it; null as long as it is there. */
  readonly left: { readonly code: FindingCode | null; readonly line: number } | null;
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  readonly order: Readonly<OrderMemory>;
  readonly content: Readonly<ContentMemory>;
  readonly reply: Readonly<ReplyMemory>;
  readonly protection: Readonly<ProtectionMemory>;
  readonly timing: Readonly<TimingMemory>;
}

const NONE: readonly Finding[] = [];

/**
 * Looks for what is worth a look in a dialogue, line by line, while it is followed. There are at most
 * {@link MOST_OF_A_KIND} findings of each kind; one more says that others were left out.
 */
export class Finder {
  readonly #dialogue: Dialogue;
  readonly #slowAfter: number;
  readonly #counts: Partial<Record<FindingCode, number>>;
  readonly #order: OrderMemory;
  readonly #content: ContentMemory;
  readonly #reply: ReplyMemory;
  readonly #protection: ProtectionMemory;
  readonly #timing: TimingMemory;
  #lineNumber = 0;
  #left: FinderState['left'];
  #gapped: boolean;
  #binary: boolean;
  #found: Finding[] = [];

  /** `slowAfter`: microseconds after which a reply is slow. */
  constructor(dialogue: Dialogue, state?: FinderState, slowAfter = SLOW_AFTER) {
    this.#dialogue = dialogue;
    this.#slowAfter = slowAfter;
    this.#gapped = state?.gapped ?? false;
    this.#binary = state?.binary ?? false;
    this.#left = state?.left ?? null;
    this.#counts = { ...state?.counts };
    this.#order = state === undefined ? noOrder() : { ...state.order };
    this.#content = state === undefined ? noContent() : { ...state.content };
    this.#reply = state === undefined ? noReply() : { ...state.reply };
    this.#protection = state === undefined ? noProtection() : { ...state.protection };
    this.#timing = state === undefined ? noTiming() : { ...state.timing };
  }

  /** A copy of where it stands. */
  state(): FinderState {
    return {
      gapped: this.#gapped,
      binary: this.#binary,
      left: this.#left,
      counts: { ...this.#counts },
      order: { ...this.#order },
      content: { ...this.#content },
      reply: { ...this.#reply },
      protection: { ...this.#protection },
      timing: { ...this.#timing },
    };
  }

  /** Looks at a line as {@link Dialogue} tells it, before the dialogue has moved on. Returns what was found with it. */
  line(line: LineInHand): readonly Finding[] {
    if (line.kind === 'opaque' || this.#binary) return NONE;
    if (this.#left !== null && line.from === this.#dialogue.commanding) return NONE;
    this.#lineNumber = line.number;
    if (line.kind !== 'content' && beginsTls(line)) {
      this.#binary = true;
      this.#report('tls-in-plain', { who: line.from });
      return this.#take();
    }
    if (this.#gapped) this.#lookAtLineAlone(line);
    else if (line.kind === 'content') checkContentLine(line, this.#dialogue, this.#content, this.#report);
    else this.#lookAt(line);
    if (line.from === this.#dialogue.commanding) this.#timing.clientSpoke = line.time;
    return this.#take();
  }

  /** From here on something is missing that was said: only what a line shows by itself is looked at. */
  gap(): void {
    this.#gapped = true;
  }

  /** The server is the program's own: nobody reads along on the way to it. */
  serverIsOwn(): void {
    this.#protection.isServerOwn = true;
  }

  /** The spy has hidden SCRAM-…-PLUS in the line just looked at. Returns what that means. */
  plusHidden(): readonly Finding[] {
    this.#report('plus-hidden');
    return this.#take();
  }

  /** The server's certificate is no good, and the conversation goes on. Returns what that means. */
  unverified(reason: string): readonly Finding[] {
    this.#report('certificate-not-verified', { reason }, this.#dialogue.lines);
    return this.#take();
  }

  /** `by` will say no more. What the client says to a server that is gone, nobody hears. */
  ended(by: Speaker): void {
    if (by === this.#dialogue.commanding) return;
    this.#left ??= { code: closingCode(by, this.#dialogue), line: this.#dialogue.lines };
  }

  /** The connection is over, and `by` closed it first. Returns what that means. */
  closed(by: Speaker): readonly Finding[] {
    const { commanding, lines } = this.#dialogue;
    const isForeseen = this.#gapped || this.#binary || this.#order.saidClosing;
    const left = by === commanding ? null : this.#left;
    const { code, line } = left ?? { code: closingCode(by, this.#dialogue), line: lines };
    if (!isForeseen && code !== null) this.#report(code, {}, line);
    return this.#take();
  }

  #lookAt(line: LineInHand): void {
    const { meaning } = line;
    const held = octetsHold(line.bytes, line.start, line.end);
    checkLineShape(line, held, this.#dialogue, this.#report);
    if (meaning?.type === 'command') this.#lookAtCommand(meaning, line, held);
    else if (meaning?.type === 'reply') this.#lookAtReply(meaning, line);
    else if (line.kind === 'authentication') checkResponse(line, this.#protection, this.#report);
  }

  #lookAtLineAlone(line: LineInHand): void {
    const held = octetsHold(line.bytes, line.start, line.end);
    if (line.ending === 'lf') checkEnding(line, this.#report);
    if (held !== 0) checkOctets(line, held, this.#report);
  }

  #lookAtCommand(meaning: CommandMeaning, line: LineInHand, held: number): void {
    const { verb, argument } = meaning.command;
    const path = verb === 'MAIL' || verb === 'RCPT' ? parsePathArgument(argument) : null;
    const { lastVerb } = this.#order;
    const dialogue = this.#dialogue;
    checkProtection(meaning, line, lastVerb, dialogue, this.#protection, this.#report);
    checkCommandOrder(meaning, dialogue, this.#order, this.#report);
    noteCommand(meaning, path, line.ending, dialogue, this.#content, this.#report);
    checkCommandForm(meaning, path, held, dialogue, this.#content, this.#report);
    checkMaskedCommand(meaning, this.#report);
  }

  #lookAtReply(meaning: ReplyMeaning, line: LineInHand): void {
    const { asked, whole, reply } = meaning;
    if (this.#dialogue.isJoinedLate) this.#gapped = true;
    // No server greets so: the conversation was joined in its middle, or this is no mail server.
    if (asked?.what === 'greeting' && reply.code < 400 && reply.code !== 220) {
      if (reply.code === 0) this.#report('malformed-reply');
      this.#gapped = true;
    }
    if (this.#gapped) return;
    checkServerProtection(line, this.#dialogue, this.#report);
    checkReply(meaning, this.#dialogue, this.#reply, this.#report);
    checkMaskedReply(meaning, this.#report);
    checkTiming(meaning, line.time, this.#slowAfter, this.#timing, this.#report);
    if (whole === null) return;
    if (whole.code === 421) this.#order.saidClosing = true;
    if (asked?.verb === 'EHLO') this.#order.ehloRefused = whole.code >= 500;
    if (asked?.what !== 'greeting') this.#answeredBehindProxy(whole.code);
    if (asked?.what === 'greeting' && this.#order.earlyLine > 0) {
      this.#report('early-talker', { line: this.#order.earlyLine });
      this.#order.earlyLine = 0;
    }
  }

  /** Nobody answers a PROXY header: whoever refuses what comes first behind it means the header. */
  #answeredBehindProxy(code: number): void {
    if (this.#order.proxied && code >= 500) this.#report('proxy-not-taken');
    this.#order.proxied = false;
  }

  readonly #report: Report = (code, details = {}, line = this.#lineNumber) => {
    const count = (this.#counts[code] ?? 0) + 1;
    if (count > MOST_OF_A_KIND + 1) return;
    this.#counts[code] = count;
    if (count <= MOST_OF_A_KIND) this.#found.push(makeFinding(code, details, line));
    else this.#found.push(makeFinding('more-findings', { code }, line));
  };

  #take(): readonly Finding[] {
    if (this.#found.length === 0) return NONE;
    const found = this.#found;
    this.#found = [];
    return found;
  }
}

/** A record of TLS, handshake or alert (RFC 8446 section 5.1): no command and no reply begins so. */
function beginsTls({ bytes, start, end }: LineInHand): boolean {
  const type = bytes[start];
  return end - start >= 3 && (type === 0x15 || type === 0x16) && bytes[start + 1] === 3;
}

function makeFinding(code: FindingCode, details: FindingDetails, line: number): Finding {
  const { severity, reference, text } = FINDINGS[code];
  return { line, code, severity, text: text(details), reference };
}
