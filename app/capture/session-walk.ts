import type { Agreement } from '../smtp/agreement.ts';
import { decodeText } from '../smtp/decode.ts';
import { Dialogue, type DialogueState } from '../smtp/dialogue.ts';
import type { Asked, DialogueListener, Reply } from '../smtp/dialogue-listener.ts';
import { Finder, type FinderState } from '../smtp/findings/finder.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import {
  HandshakeReader,
  type HandshakeReaderState,
  type HandshakeSight,
} from '../smtp/tls/handshake-reader.ts';
import { noLine, type Changeable, type LineInHand } from '../smtp/line-in-hand.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import { otherSpeaker, type Phase, type Speaker } from '../smtp/words.ts';
import { BUILT_IN, type SentAs, type SessionEvent } from '../transcript/session-event.ts';
import { readCertificate } from './certificate-facts.ts';
import type { BytesOrigin, Entry } from './entry.ts';
import { parseSessionEvent } from './session-payload.ts';

/** A line as the walk comes upon it; only lent for the call. */
export interface WalkLine extends LineInHand {
  /** Its place among all rows, from 0. */
  readonly row: number;
  readonly origin: BytesOrigin;
  /** What was sent on instead; null where it was this, or nothing. */
  readonly sentAs: string | null;
  /** A person was asked about it, or about what it begins. */
  readonly held: boolean;
  /** What was found with it. */
  readonly findings: readonly Finding[];
}

/** Gets a session's rows as the walk comes upon them. */
export interface WalkListener {
  line(line: WalkLine): void;
  /** `findings`: what was found with it: with TLS, or in how the connection ended. */
  event(row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void;
  command?(asked: Asked): void;
  /** `time`: microseconds since the session began. `more`: the same will be answered again. */
  reply?(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void;
  /** Octets of message content, dots unstuffed. */
  content?(bytes: Uint8Array, start: number, end: number): void;
  contentEnd?(asked: Asked): void;
}

/** Where a walk stands between two entries: plain data, to be kept and taken up again. */
export interface WalkState {
  readonly rows: number;
  /** How each side's latest bytes came to be here: an unfinished line goes on with them. */
  readonly origins: Readonly<Record<Speaker, BytesOrigin>>;
  /** What the lines that come next were sent on as. */
  readonly sentAs: Readonly<Record<Speaker, string | null>>;
  /** What people are asked about, whose lines are still to come: the first that this speaker says from that number on. */
  readonly held: readonly HeldLine[];
  /** What is being read of the handshake of TLS that passes; null where none does. */
  readonly handshake: HandshakeReaderState | null;
  readonly dialogue: DialogueState;
  readonly finder: FinderState;
}

interface HeldLine {
  readonly from: Speaker;
  /** From 1. */
  readonly line: number;
}

/** As many as may be held of one conversation at a time, and more. */
const MOST_HELD = 8;

const NONE_HELD: readonly HeldLine[] = [];
const NONE: readonly Finding[] = [];
const PLAIN = { tls: false, injected: false, withheld: false };
const BEGINNING: WalkState['origins'] = {
  client: { from: 'client', ...PLAIN },
  server: { from: 'server', ...PLAIN },
};

const AS_SAID: WalkState['sentAs'] = { client: null, server: null };

/**
 * Goes through a session's entries and numbers the rows that they hold. Everything that reads a session, live or from
 * the disk, goes through here: so row 7 is the same row everywhere.
 */
export class SessionWalk {
  readonly #listener: WalkListener;
  readonly #dialogue: Dialogue;
  readonly #finder: Finder;
  /** The dialogue tells each line in this, and the walk adds what it knows. */
  readonly #line: Changeable<WalkLine> = noWalkLine();
  #rows = 0;
  #time = 0;
  #origins: WalkState['origins'];
  #sentAs: WalkState['sentAs'];
  #held: readonly HeldLine[];
  #handshake: HandshakeReader | null;

  /** A walk from the first entry on, or from where one stood. `slowAfter`: microseconds after which a reply is slow. */
  constructor(listener: WalkListener, state?: WalkState, slowAfter?: number) {
    this.#listener = listener;
    this.#rows = state?.rows ?? 0;
    this.#origins = state?.origins ?? BEGINNING;
    this.#sentAs = state?.sentAs ?? AS_SAID;
    this.#held = state?.held ?? NONE_HELD;
    const handshake = state?.handshake ?? null;
    this.#handshake = handshake === null ? null : new HandshakeReader(handshake);
    this.#dialogue = new Dialogue(
      {
        line: () => this.#onLine(),
        reply: (asked, reply, more) => {
          const speaker = otherSpeaker(this.#dialogue.commanding);
          listener.reply?.(asked, reply, this.#origins[speaker], this.#time, more);
        },
        command: (asked) => listener.command?.(asked),
        opaque: () => {
          this.#handshake = new HandshakeReader();
          this.#onEvent({ event: 'opaque' });
        },
        ...contentListener(listener),
      },
      state?.dialogue,
      this.#line,
    );
    this.#finder = new Finder(this.#dialogue, state?.finder, slowAfter);
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#dialogue.lines;
  }

  /** Where the dialogue stands. */
  get phase(): Phase {
    return this.#dialogue.phase;
  }

  /** Where exactly it stands. */
  get stage(): Stage {
    return this.#dialogue.stage;
  }

  /** What the server has agreed to so far. */
  get agreement(): Agreement {
    return this.#dialogue.agreement;
  }

  /** Whether the server owes an answer. */
  get awaitsReply(): boolean {
    return this.#dialogue.awaitsReply;
  }

  /** Bytes of unfinished lines: what a copy of the state costs. */
  get pending(): number {
    return this.#dialogue.pending;
  }

  /** What the server has not answered: of very much, the first. */
  get unanswered(): readonly Asked[] {
    return this.#dialogue.unanswered;
  }

  /** A copy of where it stands. */
  state(): WalkState {
    return {
      rows: this.#rows,
      origins: this.#origins,
      sentAs: this.#sentAs,
      held: this.#held,
      handshake: this.#handshake?.state() ?? null,
      dialogue: this.#dialogue.state(),
      finder: this.#finder.state(),
    };
  }

  /** Goes on by one entry. */
  take(entry: Entry): void {
    this.#time = entry.time;
    switch (entry.kind) {
      case 'session':
        break;
      case 'bytes':
        this.#noteOrigin(entry);
        this.#dialogue.push(entry.from, entry.payload, entry.tls, entry.time);
        break;
      case 'event': {
        const event = parseSessionEvent(entry.payload);
        if (event !== null) this.#takeEvent(event);
        break;
      }
    }
  }

  /** The record is over: what has no ending yet is a last line. */
  finish(): void {
    this.#dialogue.finish('client');
    this.#dialogue.finish('server');
  }

  /** The entry itself must not be kept: its payload would stay with it. */
  #noteOrigin({ from, tls, injected, withheld }: BytesOrigin): void {
    const last = this.#origins[from];
    if (last.tls === tls && last.injected === injected && last.withheld === withheld) return;
    this.#origins = { ...this.#origins, [from]: { from, tls, injected, withheld } };
  }

  #takeEvent(event: SessionEvent | SentAs): void {
    if (event.event === 'sent-as') {
      this.#sentAs = { ...this.#sentAs, [event.from]: event.text };
      return;
    }
    if (event.event === 'held' && event.line > 0) {
      this.#held = [...this.#held, { from: event.from, line: event.line }].slice(-MOST_HELD);
    }
    if (isSwallowed(event)) this.#dialogue.withdraw(event.line);
    if (event.event === 'ended') this.#takeEnd(event.by);
    if (event.event === 'diverted') this.#dialogue.beginElsewhere(this.#time);
    if (event.event === 'gap') this.#takeGap(event.from);
    if (event.event === 'upstream-connected' && event.server.host === BUILT_IN) this.#finder.serverIsOwn();
    if (event.event === 'tls') this.#onEvent(event, this.#takeTls(event));
    else if (event.event === 'closed') this.#onEvent(event, this.#close(event));
    else this.#onEvent(event);
  }

  #takeTls({ side, verified, reason }: Extract<SessionEvent, { event: 'tls' }>): readonly Finding[] {
    this.#dialogue.secure(side);
    return verified === 'no' ? this.#finder.unverified(reason) : NONE;
  }

  /** What stands before a gap and what stands behind it are not one line. */
  #takeGap(from: Speaker): void {
    this.#finder.gap();
    this.#dialogue.finish(from);
  }

  #takeEnd(by: Speaker): void {
    this.#dialogue.finish(by);
    this.#finder.ended(by);
  }

  #close({ by, how }: Extract<SessionEvent, { event: 'closed' }>): readonly Finding[] {
    this.finish();
    return by === 'spy' || (how !== 'end' && how !== 'reset') ? NONE : this.#finder.closed(by);
  }

  #onEvent(event: SessionEvent, findings: readonly Finding[] = NONE): void {
    this.#listener.event(this.#rows, this.#time, event, findings);
    this.#rows += 1;
  }

  #onLine(): void {
    const line = this.#line;
    const { from } = line;
    line.row = this.#rows;
    line.origin = this.#origins[from];
    const sentAs = this.#sentAs[from];
    line.sentAs = sentAs;
    if (sentAs !== null) this.#sentAs = { ...this.#sentAs, [from]: null };
    line.held = this.#held.length > 0 && this.#takeHeld(line);
    line.findings = this.#finder.line(line);
    if (sentAs !== null && hidesPlus(line, sentAs)) {
      line.findings = [...line.findings, ...this.#finder.plusHidden()];
    }
    this.#listener.line(line);
    this.#rows += 1;
    if (this.#handshake !== null && line.kind === 'opaque') this.#lookInto(line, this.#handshake);
  }

  #takeHeld({ from, number }: LineInHand): boolean {
    const left = this.#held.filter((held) => held.from !== from || held.line > number);
    const isHeld = left.length < this.#held.length;
    this.#held = left;
    return isHeld;
  }

  #lookInto({ from, bytes, start, end }: LineInHand, handshake: HandshakeReader): void {
    const sight = handshake.take(from, bytes, start, end);
    if (sight !== null) this.#onEvent(eventOfSight(sight));
  }
}

function noWalkLine(): Changeable<WalkLine> {
  return { ...noLine(), row: 0, origin: BEGINNING.client, sentAs: null, held: false, findings: NONE };
}

/** Nobody is given content who did not ask for it. */
function contentListener(listener: WalkListener): Pick<DialogueListener, 'content' | 'contentEnd'> {
  if (listener.content === undefined) return {};
  return {
    content: (bytes, start, end) => listener.content?.(bytes, start, end),
    contentEnd: (asked) => listener.contentEnd?.(asked),
  };
}

function eventOfSight(sight: HandshakeSight): SessionEvent {
  if (sight.from === 'client') {
    const { serverName, versions, alpn } = sight;
    return { event: 'client-hello', serverName, versions, alpn };
  }
  const { version, cipher, alpn, certificates } = sight;
  const chain = certificates.flatMap((der) => readCertificate(der) ?? []);
  return { event: 'server-hello', version, cipher, alpn, chain };
}

/** Whether the spy took SCRAM-…-PLUS out of an offer (RFC 5802 section 6). */
function hidesPlus({ kind, bytes, start, end }: LineInHand, sentAs: string): boolean {
  return kind === 'reply' && /-PLUS\b/i.test(decodeText(bytes, start, end)) && !/-PLUS\b/i.test(sentAs);
}

/** The server never heard of the line, and nobody answered it: a rule, a hook or a person swallowed it. */
function isSwallowed(
  event: SessionEvent,
): event is Extract<SessionEvent, { event: 'rule' | 'hook' | 'released' }> {
  if (event.event === 'rule' || event.event === 'hook') return event.action === 'drop';
  return event.event === 'released' && event.how === 'dropped' && event.from === 'client';
}
