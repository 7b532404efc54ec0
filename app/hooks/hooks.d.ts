// What a hooks file may export, for whoever writes one: docs/hooks.md has the words, docs/example-hooks.mjs one of each.
//
//     /** @type {import('smtp-spy').OnCommand} */
//     export function onCommand(command, session) { … }
//
// Each hook may be asynchronous. What it returns says what becomes of the thing that it was asked about; nothing: it goes on as
// it is.

/** All that a hooks file may export. */
export interface Hooks {
  readonly onConnect?: OnConnect;
  readonly onCommand?: OnCommand;
  readonly onReply?: OnReply;
  readonly onContentLine?: OnContentLine;
  readonly onMessage?: OnMessage;
  readonly onClose?: OnClose;
  /** Milliseconds that a hook may take before it counts as one that hangs: 5,000 unless it is said. */
  readonly timeLimit?: number;
}

/** A client has connected; the server has not been connected to yet. With a reply (4xx or 5xx) the client is refused. */
export type OnConnect = (session: Session) => Awaitable<Nothing | WithReply | WithClose>;

/** The client has said a command. */
export type OnCommand = (
  command: Command,
  session: Session,
) => Awaitable<Nothing | { readonly command: string } | WithReply | WithDrop | WithClose>;

/** The server has said a reply, all of its lines. */
export type OnReply = (
  reply: Reply,
  session: Session,
) => Awaitable<Nothing | WithReply | WithDrop | WithClose>;

/** The client has said a line of message content; the dot that ends it is none. */
export type OnContentLine = (
  line: ContentLine,
  session: Session,
) => Awaitable<Nothing | { readonly line: string | readonly string[] } | WithDrop | WithClose>;

/** The client has said a whole message (with DATA), and nothing of it has gone on. */
export type OnMessage = (
  message: Message,
  session: Session,
) => Awaitable<
  Nothing | { readonly message: Message | string | Uint8Array } | WithReply | WithDrop | WithClose
>;

/** The conversation is over. What is returned means nothing. */
export type OnClose = (closing: Closing, session: Session) => Awaitable<Nothing>;

/** A value, or a promise of one. */
export type Awaitable<Value> = Value | Promise<Value>;

/** It goes on as it is. */
export type Nothing = void | undefined | null;

/** The client hears this; the server, if it was the client's word, hears nothing of it. */
export interface WithReply {
  readonly reply: ReplyWords;
}

/** It does not go on, and nobody is told. */
export interface WithDrop {
  readonly drop: true;
}

/** The conversation ends: with a 421 and `text`, at once, or with a reset. */
export interface WithClose {
  readonly close: 'politely' | 'at-once' | 'reset';
  readonly text?: string;
}

/** A reply: `'550 5.1.1 Nobody of that name'`, or its parts. Several texts make a reply of several lines. */
export type ReplyWords =
  string | { readonly code: number; readonly enhanced?: string; readonly text: string | readonly string[] };

/** What is known of a conversation at the moment of asking, and ways to say something about it. */
export interface Session {
  /** Counts the conversations of this run of the program, from 1. */
  readonly number: number;
  readonly client: { readonly address: string; readonly port: number };
  /** The mail server as it was named. */
  readonly server: { readonly host: string; readonly port: number };
  /** Where the client connected: `127.0.0.1:2525`. */
  readonly listener: string;
  /** Where the dialogue stands: `greeting`, `hello`, `ready`, `authentication`, `envelope`, `content`, `closing`. */
  readonly phase: string;
  /** The client's side is inside TLS. */
  readonly tls: boolean;
  /** The name in the last EHLO, HELO or LHLO that was accepted; empty before one. */
  readonly helo: string;
  /** Who logged in last; null where nobody did, or where that is not known. */
  readonly user: string | null;
  readonly envelope: Envelope;
  /** Yours, from the beginning of the conversation to its end. It begins anew when the hooks are started anew. */
  readonly state: Record<string, unknown>;
  /** Stands in the transcript. */
  note(text: string): void;
  /** Stands in the transcript, and counts in the list as a finding does. `severity`: `warning` unless it is said. */
  alert(text: string, severity?: 'note' | 'warning' | 'error'): void;
  /** Puts a word of letters, digits, `_` and `-` on the conversation: shown in the list, and found with `tag:`. */
  tag(tag: string): void;
}

/** Sender and recipients that the server has accepted so far. */
export interface Envelope {
  /** `''` is the empty path `<>`; null before a MAIL was accepted. */
  readonly from: string | null;
  readonly to: readonly string[];
}

/** A command of the client's. */
export interface Command {
  /** In capitals: `RCPT`. Empty where the line does not begin with a word. */
  readonly verb: string;
  /** What stands behind the verb: `TO:<bob@example.org> NOTIFY=NEVER`. */
  readonly argument: string;
  /** The mailbox of MAIL or RCPT: `bob@example.org`; null with other commands. */
  readonly path: string | null;
  /** The parameters of MAIL or RCPT, by their names in capitals: `{ NOTIFY: 'NEVER' }`; `''` where one has no value. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The whole line, without its ending. */
  readonly text: string;
}

/** A reply of the server's. */
export interface Reply {
  readonly code: number;
  /** The enhanced status code: `5.7.1`; empty where there is none. */
  readonly enhanced: string;
  /** Its lines as they were said, without their endings. */
  readonly lines: readonly string[];
  /** What stands behind the code of each, the enhanced status code with it. */
  readonly texts: readonly string[];
  /** What it answers: a command; null with the greeting, with message content, and where nothing was asked. */
  readonly command: Command | null;
}

/** A line of message content. */
export interface ContentLine {
  /** Without its ending, and without the dot that SMTP puts in front of a dot. */
  readonly text: string;
}

/** A message, as it was before SMTP put dots in front of dots. It does not change: `with…` make another one of it. */
export interface Message {
  readonly bytes: Uint8Array;
  /** UTF-8 where the bytes are that, else Latin-1. */
  readonly text: string;
  /** The fields of its header, in their order, lines that go on put together. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The value of the first field of that name, whatever its capitals; undefined where there is none. */
  header(name: string): string | undefined;
  /** The same message with this field: in the place of the first of that name, others of which go; else on top. */
  withHeader(name: string, value: string): Message;
  /** The same message without any field of that name. */
  withoutHeader(name: string): Message;
}

/** How a conversation ended. */
export interface Closing {
  readonly by: 'client' | 'server' | 'spy';
  /** `end`: in order. Others: `reset`, `unreachable`, `timeout`, `tls-failed`, `rule`, … */
  readonly how: string;
  /** Why, in words; empty where there is nothing to be said. */
  readonly text: string;
}
