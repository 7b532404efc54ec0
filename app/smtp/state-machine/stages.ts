import type { Phase } from '../words.ts';

/**
 * How the client's next bytes are to be read.
 *
 * - `commands`: lines, each a command
 * - `responses`: lines, each an answer within an AUTH exchange (RFC 4954 section 4)
 * - `commands or responses`: AUTH was refused, and a client that did not notice may still say its secrets
 * - `content`: lines of message content up to the dot
 * - `chunk`: message content by its number of bytes (RFC 3030 section 2)
 * - `records`: TLS that nobody in the middle can read
 */
export type ClientReading =
  'commands' | 'responses' | 'commands or responses' | 'content' | 'chunk' | 'records';

/** Where exactly a dialogue stands. A phase that takes several steps has several stages. */
export type Stage =
  | 'greeting'
  | 'hello'
  | 'ready'
  | 'securing'
  | 'authentication'
  | 'authentication-refused'
  | 'envelope'
  | 'data'
  | 'content'
  | 'chunk'
  | 'between-chunks'
  | 'last-chunk'
  | 'delivered'
  | 'tls'
  | 'closing';

/** What is known of a stage. */
export interface StageDescription {
  readonly phase: Phase;
  readonly reads: ClientReading;
  /** A few words for the picture. */
  readonly title: string;
  /** One sentence: what has happened, and who has the word. */
  readonly text: string;
}

/** All stages, in the order in which a conversation meets them. */
export const STAGES: Readonly<Record<Stage, StageDescription>> = {
  greeting: {
    phase: 'greeting',
    reads: 'commands',
    title: 'Greeting',
    text: 'The client waits for the server to greet it.',
  },
  hello: {
    phase: 'hello',
    reads: 'commands',
    title: 'Hello',
    text: 'The client has to say who it is.',
  },
  ready: {
    phase: 'ready',
    reads: 'commands',
    title: 'Ready',
    text: 'No mail transaction is under way.',
  },
  securing: {
    phase: 'ready',
    reads: 'commands',
    title: 'TLS agreed',
    text: 'The next bytes of both sides are TLS.',
  },
  authentication: {
    phase: 'authentication',
    reads: 'responses',
    title: 'Authentication',
    text: 'Challenges and answers go back and forth.',
  },
  'authentication-refused': {
    phase: 'ready',
    reads: 'commands or responses',
    title: 'AUTH refused',
    text: 'The client may try again, or go on without.',
  },
  envelope: {
    phase: 'envelope',
    reads: 'commands',
    title: 'Envelope',
    text: 'A sender was named; recipients follow.',
  },
  data: {
    phase: 'envelope',
    reads: 'content',
    title: 'DATA',
    text: 'The client waits for the server to ask for the message.',
  },
  content: {
    phase: 'content',
    reads: 'content',
    title: 'Content',
    text: 'The message goes line by line, up to a lone dot.',
  },
  chunk: {
    phase: 'content',
    reads: 'chunk',
    title: 'Chunk',
    text: 'A part of the message goes as so many bytes.',
  },
  'between-chunks': {
    phase: 'content',
    reads: 'commands',
    title: 'Between chunks',
    text: 'A part of the message is said, and more parts follow.',
  },
  'last-chunk': {
    phase: 'content',
    reads: 'chunk',
    title: 'Last chunk',
    text: 'The last part of the message goes as so many bytes.',
  },
  delivered: {
    phase: 'content',
    reads: 'commands',
    title: 'Message said',
    text: 'The server has to say whether it takes the message.',
  },
  tls: {
    phase: 'tls',
    reads: 'records',
    title: 'TLS unread',
    text: 'TLS passes that only the two ends can read.',
  },
  closing: {
    phase: 'closing',
    reads: 'commands',
    title: 'Closing',
    text: 'The conversation is about to end.',
  },
};

/** The names of all stages, in the order of {@link STAGES}. */
export const STAGE_NAMES: readonly Stage[] = [
  'greeting',
  'hello',
  'ready',
  'securing',
  'authentication',
  'authentication-refused',
  'envelope',
  'data',
  'content',
  'chunk',
  'between-chunks',
  'last-chunk',
  'delivered',
  'tls',
  'closing',
];
