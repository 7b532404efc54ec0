import type { Buffer } from 'node:buffer';
import type { SessionOrigin } from '../capture/captures.ts';
import type { RuleEnd, RuleHold } from '../rules/rule-plan.ts';
import type { AcceptedEnvelope } from '../smtp/message.ts';
import type { Speaker } from '../smtp/words.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';

/**
 * The one place where the relay waits for somebody else's decision. Rules are asked first and decide at once (rule-judge.ts);
 * then, in their order, the askers of a conversation: each sees what would go on after those before it. The relay itself only
 * knows that somebody wants to be asked: a command `ask` goes out with the {@link Inquiry}, an event `verdict` comes back.
 * Meanwhile the side that was asked about waits, and nothing else does.
 *
 * Whoever decides is joined to the relay by an {@link AskerSource}: of the listener (listener.ts), and so of each of its
 * conversations (conversation.ts). Its askers are told of the beginning by the inquiry `connection`, and of the end by
 * {@link Asker.ended}.
 */

/** What is asked about. */
export type Matter =
  /** The client has connected; the server is only looked for when it may go on. Its end may be a `reply` or a `close`. */
  | { readonly type: 'connection' }
  /** One line of the client's that is no content, with its ending; `sent` is one line, too. */
  | { readonly type: 'command'; readonly said: Buffer; readonly sent: Buffer }
  /** All lines of a reply, with their endings. Empty in `said`: nothing; in `sent`: it is left out. */
  | { readonly type: 'reply'; readonly said: Buffer; readonly sent: Buffer }
  /**
   * A line of message content, with its ending and as it is meant: the dot that is put before another (RFC 5321 section
   * 4.5.2) is taken off, and put there again. `sent` may be no line or several.
   */
  | { readonly type: 'content-line'; readonly said: Buffer; readonly sent: Buffer }
  /** A whole message, as it is meant, without the dot that ends it. */
  | {
      readonly type: 'message';
      /** Bytes: as it came over the wire, or what somebody who was asked before has put in its place. */
      readonly size: number;
      /** As it would go on; to be gone through while nobody has decided yet. */
      readonly content: () => Iterable<Buffer>;
    };

/** Since when each side has been waiting for the other, in microseconds since the conversation began; null: it is not. */
export interface Waits {
  readonly client: number | null;
  readonly server: number | null;
}

/** A question, and what is to be known for the answer. */
export interface Inquiry {
  readonly matter: Matter;
  /** Who said it. Of a connection: the client. */
  readonly from: Speaker;
  /** The line that it is, or its first; null where it is none: a connection, a piece of a line that is too long. Not masked. */
  readonly line: TranscriptLine | null;
  /** The verb that was said, or is answered, in capitals; empty where there is none. */
  readonly verb: string;
  /** The last command line as the client said it, with its ending: what answers a challenge of AUTH is none. Null before one. */
  readonly command: Buffer | null;
  /** The rule that wants it to wait for a person; null: none does. */
  readonly hold: RuleHold | null;
  /** What is done instead of letting it go on, as rules want it; null: it goes on. */
  readonly end: RuleEnd | null;
  readonly waits: Waits;
  /** The conversation with this in it. To be asked at once: later, more may have been said. */
  readonly session: () => SessionSummary;
  /** Sender and recipients that the server has accepted. To be asked at once. */
  readonly envelope: () => AcceptedEnvelope;
}

/** What becomes of what was asked about. `events`: what is noted of it, behind it in the record. */
export type Verdict =
  /** What would have become of it without the question. */
  | { readonly type: 'go-on' }
  /** These bytes go on in its place, in the form of the matter's `sent`, or of its `content`. */
  | { readonly type: 'instead'; readonly bytes: Buffer; readonly events?: readonly SessionEvent[] }
  /** Something is done instead of letting it go on. `by`: whose wish that is, in a sentence: `the hook onCommand`. */
  | {
      readonly type: 'end';
      readonly end: RuleEnd;
      readonly by: string;
      readonly events?: readonly SessionEvent[];
    };

/** Somebody who wants to decide what becomes of things said in one conversation. */
export interface Asker {
  /** It may ask for nothing more: the conversation need not be relayed in step for it. May change at any time. */
  readonly isIdle: boolean;
  /** It wants to be asked about lines of content, one by one. */
  readonly looksAtContent: boolean;
  /** It wants to be asked about whole messages, which are gathered for that. */
  readonly gathers: boolean;
  /** A message may come out longer or shorter for it than it was announced. */
  readonly changesContent: boolean;
  /** A person decides, who may take long: a client that ends meanwhile has given up. */
  readonly isPerson: boolean;
  /** Whether it wants to be asked this. Costs nothing, and changes nothing. */
  wants(inquiry: Inquiry): boolean;
  /**
   * Decides. Never rejects. What `whenWithdrawn` is given is called where the question is of no use any more: the conversation
   * is over. What is noted before the verdict stands in the record in front of what was asked about.
   */
  decide(inquiry: Inquiry, whenWithdrawn: (listener: () => void) => void): Promise<Verdict>;
  /**
   * The conversation is over; `closing` says how, and stands in the record behind what is noted until the promise is kept.
   * Null: there is nothing to wait for. Never rejects, and takes no long time.
   */
  ended(closing: ConversationEnd | null): Promise<void> | null;
}

/** How a conversation ended. */
export type ConversationEnd = Extract<SessionEvent, { event: 'closed' }>;

/** A conversation, as those who decide on it see it. */
export interface AskedConversation {
  readonly origin: SessionOrigin;
  /** The number that the record gave it; null as long as it has none. */
  readonly session: () => number | null;
  /** Microseconds since 1970 at which it began. */
  readonly started: number;
  /** Writes into its record what happened. */
  note(event: SessionEvent): void;
}

/** Makes an asker for each conversation. */
export interface AskerSource {
  /** It may want to be asked something in conversations that begin now. While none does, and no rule, bytes pass as they come. */
  readonly isActive: boolean;
  begin(conversation: AskedConversation): Asker;
}
