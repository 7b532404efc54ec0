import { Buffer } from 'node:buffer';
import type { SessionOrigin } from '../capture/captures.ts';
import type { Entry } from '../capture/entry.ts';
import type { SessionRecorder } from '../capture/recorder.ts';
import { LineFollower } from '../capture/line-follower.ts';
import { RuleSet } from '../rules/rule-set.ts';
import type { AskedConversation, Asker, AskerSource } from './inquiry.ts';
import type { JudgeWorld } from './rule-judge.ts';
import { saveMessage, type SavedMessage } from './in-step/saved-message.ts';

/** Conversations so far: rules that count by conversation tell them apart by this, as the record has no number for them yet. */
let conversations = 0;

/** What a relay needs to know of rules that may interfere with its conversation. */
export interface RelayRules extends Omit<JudgeWorld, 'isTls'> {
  /** The rules as they are now. */
  current(): RuleSet;
  /** Keeps a message as a file of its own, in a folder. */
  save(folder: string, lines: Iterable<Buffer>): SavedMessage;
  /** Who is asked about what is said, in this order, when rules have decided on it. */
  readonly askers: readonly Asker[];
  /** Follows the conversation for them, from its beginning on. */
  readonly follower: LineFollower;
}

/** Who interferes with a conversation: the rules, as they are at the moment of asking, and then those who want to be asked. */
export interface Interference {
  readonly rules: () => RuleSet;
  readonly askers: readonly AskerSource[];
}

/**
 * What a conversation that begins now has to know of those who interfere with it; null where none does. Then bytes pass as
 * they come, and rules that are switched on later are for later conversations.
 */
export function relayRules(
  { rules, askers }: Interference,
  origin: SessionOrigin,
  recorder: SessionRecorder,
): RelayRules | null {
  if (rules().isEmpty && !askers.some(({ isActive }) => isActive)) return null;
  return rulesFrom(rules, askers, origin, recorder);
}

const NO_RULES = new RuleSet([]);

/**
 * What a conversation that is under way has to know of somebody who wants to decide on it from now on. No rules: those look at
 * conversations from their beginning on, which nobody has followed here.
 */
export function lateRules(asker: AskerSource, origin: SessionOrigin, recorder: SessionRecorder): RelayRules {
  const late = { ...rulesFrom(() => NO_RULES, [asker], origin, recorder), isLate: true };
  // Past the greeting, lines are commands and replies.
  late.follower.skip(GREETED);
  return late;
}

const GREETED: Entry = {
  kind: 'bytes',
  time: 0,
  payload: Buffer.from('220 \r\n'),
  from: 'server',
  tls: false,
  injected: false,
  withheld: false,
};

function rulesFrom(
  rules: () => RuleSet,
  askers: readonly AskerSource[],
  origin: SessionOrigin,
  recorder: SessionRecorder,
): RelayRules {
  conversations += 1;
  const beganAt = performance.now();
  const started = Math.round((performance.timeOrigin + beganAt) * 1_000);
  const conversation: AskedConversation = {
    origin,
    started,
    session: () => recorder.info?.session ?? null,
    note: (event) => recorder.event(event),
  };
  const writer = { process: process.pid, version: '' };
  return {
    current: rules,
    askers: askers.map((source) => source.begin(conversation)),
    // Those who are asked besides are told of messages in another way.
    follower: new LineFollower(
      { session: conversations, started, ...origin, writer },
      true,
      () => rules().looksAtSessions,
    ),
    now: () => (performance.now() - beganAt) * 1_000,
    random: Math.random,
    save: saveMessage,
    isLate: false,
  };
}
