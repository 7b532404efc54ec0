import type { SessionOrigin } from '../capture/captures.ts';
import { LineFollower } from '../capture/line-follower.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { RelayRules } from './relay.ts';
import { saveMessage } from './saved-message.ts';

/** Conversations so far: rules that count by conversation tell them apart by this, as the record has no number for them yet. */
let conversations = 0;

/**
 * What a conversation that begins now has to know of the rules; null where none is switched on. Then bytes pass as they
 * come, and rules that are switched on later are for later conversations.
 */
export function relayRules(rules: () => RuleSet, origin: SessionOrigin): RelayRules | null {
  if (rules().isEmpty) return null;
  conversations += 1;
  const beganAt = performance.now();
  const started = Math.round((performance.timeOrigin + beganAt) * 1_000);
  const writer = { process: process.pid, version: '' };
  return {
    current: rules,
    follower: new LineFollower({ session: conversations, started, ...origin, writer }, true),
    now: () => (performance.now() - beganAt) * 1_000,
    random: Math.random,
    save: saveMessage,
  };
}
