import type { Severity } from '../smtp/findings/finding.ts';
import type { ClosedBy, Endpoint } from '../transcript/session-event.ts';
import type { HooksFileProblem } from './hooks-file-problem.ts';

/** The functions that a hooks file may export, in the order in which a conversation meets them. */
export const HOOK_NAMES = [
  'onConnect',
  'onCommand',
  'onReply',
  'onContentLine',
  'onMessage',
  'onClose',
] as const;

/** The name of a hook. */
export type HookName = (typeof HOOK_NAMES)[number];

/** What hooks are told of a conversation with each question: plain data. */
export interface HookFacts {
  /** Counts the conversations that hooks were asked about, from 1. */
  readonly number: number;
  readonly client: Endpoint;
  readonly server: { readonly host: string; readonly port: number };
  readonly listener: string;
  readonly phase: string;
  readonly tls: boolean;
  readonly helo: string;
  readonly user: string | null;
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
}

/** What a hook is asked. Texts are lines without their endings, each character the byte of its number. */
export type HookQuestion =
  | { readonly hook: 'onConnect' }
  | { readonly hook: 'onCommand'; readonly line: string }
  /** `command`: the line that is answered; null where that is no command. */
  | { readonly hook: 'onReply'; readonly lines: readonly string[]; readonly command: string | null }
  /** Its dot unstuffed. */
  | { readonly hook: 'onContentLine'; readonly line: string }
  /** Dots unstuffed, without the dot that ends it. */
  | { readonly hook: 'onMessage'; readonly bytes: Uint8Array }
  | {
      readonly hook: 'onClose';
      readonly by: ClosedBy;
      readonly how: string;
      readonly text: string;
    };

/** What a hook wants done. Texts are as those of the {@link HookQuestion}. */
export type HookAnswer =
  /** Nothing: it goes on as it is. */
  | { readonly action: 'go-on' }
  | { readonly action: 'command'; readonly line: string }
  | { readonly action: 'lines'; readonly lines: readonly string[] }
  | { readonly action: 'message'; readonly bytes: Uint8Array }
  /** Lines of one reply, each with its code. */
  | { readonly action: 'reply'; readonly lines: readonly string[] }
  | { readonly action: 'drop' }
  | {
      readonly action: 'close';
      readonly how: 'politely' | 'at-once' | 'reset';
      readonly text: string | null;
    };

/** What a hook says besides: on its console, or about the conversation. */
export type HookSaying =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'note' | 'alert'; readonly severity: Severity; readonly text: string }
  /** `text`: the word that is put on the conversation. */
  | { readonly kind: 'tag'; readonly text: string };

/** Why there is no answer of a hook's. */
export interface HookFailure {
  /**
   * `threw`: or its promise was rejected. `nonsense`: what it returned means nothing. `hung`: it took too long. `ended`: its
   * thread came to an end.
   */
  readonly code: 'threw' | 'nonsense' | 'hung' | 'ended';
  readonly text: string;
  /** Where, as JavaScript tells it; empty where it does not. */
  readonly stack: string;
}

/** What a hooks file holds, when it could be loaded. */
export interface LoadedHooks {
  /** Those that it exports. */
  readonly hooks: readonly HookName[];
  /** Milliseconds that each may take; null: it does not say. */
  readonly timeLimit: number | null;
}

/** What the thread of the hooks is told. */
export type ToHooks =
  | { readonly type: 'ask'; readonly id: number; readonly facts: HookFacts; readonly question: HookQuestion }
  /** Nothing more will be asked about this conversation. */
  | { readonly type: 'forget'; readonly session: number }
  | { readonly type: 'ping' };

/** What it tells. */
export type FromHooks =
  | { readonly type: 'loaded'; readonly loaded: LoadedHooks }
  | { readonly type: 'not-loaded'; readonly problem: HooksFileProblem }
  | { readonly type: 'answer'; readonly id: number; readonly answer: HookAnswer }
  | { readonly type: 'failed'; readonly id: number; readonly failure: HookFailure }
  /** `asked`: the question that was being answered; null: the file's own doing. */
  | { readonly type: 'said'; readonly asked: AskedHook | null; readonly saying: HookSaying }
  /** Something that hooks had left to be done later went wrong. */
  | { readonly type: 'stray'; readonly asked: AskedHook | null; readonly failure: HookFailure }
  | { readonly type: 'pong' };

/** Which question, of which conversation. */
export interface AskedHook {
  readonly id: number;
  readonly session: number;
  readonly hook: HookName;
}
