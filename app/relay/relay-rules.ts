import type { SessionOrigin } from '../capture/captures.ts';
import type { SessionRecorder } from '../capture/recorder.ts';
import { LineFollower } from '../capture/line-follower.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { AskedConversation, AskerSource } from './inquiry.ts';
import type { RelayRules } from './relay.ts';
import { saveMessage } from './saved-message.ts';

/** Conversations so far: rules that count by conversation tell them apart by this, as the record has no number for them yet. */
let conversations = 0;

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
    follower: new LineFollower({ session: conversations, started, ...origin, writer }, true),
    now: () => (performance.now() - beganAt) * 1_000,
    random: Math.random,
    save: saveMessage,
  };
}
