import type { LineKind } from '../smtp/words.ts';
import { parseQuery, type Query, type QueryProblem } from '../transcript/query.ts';
import { changesContent } from './change-content.ts';
import { isFinal, placeOf, type ActionPlace, type RuleAction } from './action.ts';
import type { RuleSettings } from './rule-settings.ts';

/** A rule that is ready to act. */
export interface Rule {
  readonly name: string;
  readonly settings: RuleSettings;
  readonly query: Query;
  /** The kinds of lines that it looks at. */
  readonly kinds: ReadonlySet<LineKind>;
  /** It can only act on a message that has been gathered: its header, or all of it. */
  readonly gathers: boolean;
  /** A message may come out longer or shorter for it than it was announced. */
  readonly changesContent: boolean;
}

/** A rule, or what is wrong with it and with which part. */
export type RuleResult =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly part: 'when'; readonly problem: QueryProblem }
  | {
      readonly ok: false;
      readonly part: 'do';
      readonly action: number;
      readonly text: string;
      readonly remedy: string;
    };

/** Makes a rule of what stands in a file. */
export function makeRule(settings: RuleSettings): RuleResult {
  const parsed = parseQuery(settings.when, { live: true });
  if (!parsed.ok) return { ok: false, part: 'when', problem: parsed.problem };
  const conflict = findConflict(settings.do);
  if (conflict !== null) return conflict;
  const kinds = new Set([...kindsOf(settings)].filter((kind) => parsed.query.mayMatchKind(kind)));
  if (kinds.size === 0) return neverActs(settings);
  // A person decides on a message, and not on each of its lines.
  const holdsMessages = kinds.has('content') && settings.do.some(({ action }) => action === 'hold');
  const rule: Rule = {
    name: settings.name,
    settings,
    query: parsed.query,
    kinds,
    gathers:
      settings.do.some(gathers) ||
      (kinds.size === 1 && kinds.has('content') && settings.do.some(isReply)) ||
      holdsMessages,
    changesContent: holdsMessages || settings.do.some(changesContent),
  };
  return { ok: true, rule };
}

/** Two actions of one rule must be able to act on the same thing, and nothing can follow one that is the last. */
function findConflict(actions: readonly RuleAction[]): Extract<RuleResult, { part: 'do' }> | null {
  let place: ActionPlace = 'any';
  for (const [at, action] of actions.entries()) {
    const own = placeOf(action);
    if (at > 0 && isFinal(actions[at - 1] ?? action) && interferes(action)) {
      const text = `Nothing is left for “${action.action}” behind “${actions[at - 1]?.action ?? ''}”.`;
      return {
        ok: false,
        part: 'do',
        action: at,
        text,
        remedy: 'Leave one of the two out, or turn them round.',
      };
    }
    if (own === 'any') continue;
    if (place !== 'any' && !areTogether(place, own)) {
      const text = `“${action.action}” acts on ${WORDS[own]}, and an action before it on ${WORDS[place]}.`;
      return { ok: false, part: 'do', action: at, text, remedy: 'Make two rules of it.' };
    }
    place = own;
  }
  return null;
}

/** What is done cannot be done at what is meant. */
function neverActs({ when, do: actions }: RuleSettings): Extract<RuleResult, { part: 'do' }> {
  const at = Math.max(
    actions.findIndex((action) => placeOf(action) !== 'any'),
    0,
  );
  const action = actions[at];
  const place = action === undefined ? 'any' : placeOf(action);
  const text =
    place === 'any'
      ? 'This rule never acts: no line can be what it means.'
      : `This rule never acts: “${action?.action ?? ''}” acts on ${WORDS[place]}, and what it means is none of those.`;
  return { ok: false, part: 'do', action: at, text, remedy: remedyFor(place, when) };
}

function remedyFor(place: ActionPlace, when: string): string {
  const verb = /\bcmd:([A-Za-z0-9*]+)/.exec(when)?.[1]?.toUpperCase();
  switch (place) {
    case 'any':
      return 'Leave some of its terms out; “or” between two means either.';
    case 'command':
      return 'Name a command, as cmd:RCPT does.';
    case 'reply':
      return verb === undefined
        ? 'Name replies: answers:EHLO is the reply to EHLO.'
        : `Write answers:${verb} in place of cmd:${verb}: that is the reply to it.`;
    case 'header':
    case 'content':
    case 'message':
      return 'Write kind:content, which is the message, and from:, to: or header: for which message.';
  }
}

const WORDS: Readonly<Record<ActionPlace, string>> = {
  any: 'anything',
  command: 'commands',
  reply: 'replies',
  header: 'messages',
  content: 'messages',
  message: 'messages',
};

function areTogether(one: ActionPlace, other: ActionPlace): boolean {
  return WORDS[one] === WORDS[other];
}

/** Which lines a rule is asked about: those that its actions can act on, and among them those that its query may mean. */
function kindsOf({ when, do: actions }: RuleSettings): ReadonlySet<LineKind> {
  const place = actions.map(placeOf).find((own) => own !== 'any') ?? 'any';
  switch (place) {
    case 'command':
      // A message can be answered for what it says, too; but then all of it has to be seen first.
      return namesContent(when) && actions.some(({ action }) => action === 'reply')
        ? new Set<LineKind>(['content'])
        : new Set<LineKind>(['command', 'authentication']);
    case 'reply':
      return new Set<LineKind>(['reply']);
    case 'header':
    case 'content':
    case 'message':
      return new Set<LineKind>(['content']);
    case 'any':
      // A query that says nothing of where it looks would hold every line of a message up; nobody means that.
      return when.trim() === ''
        ? new Set<LineKind>(['command'])
        : new Set<LineKind>(['command', 'authentication', 'reply', 'content']);
  }
}

/** The query says itself that it looks at messages. */
function namesContent(when: string): boolean {
  return /\b(?:(?:kind|phase):content|header:|has:attachment)\b/i.test(when);
}

function isReply({ action }: RuleAction): boolean {
  return action === 'reply';
}

function gathers(action: RuleAction): boolean {
  const place = placeOf(action);
  return place === 'header' || place === 'message' || (action.action === 'replace' && action.in === 'header');
}

function interferes(action: RuleAction): boolean {
  return action.action !== 'alert' && action.action !== 'note' && action.action !== 'tag';
}
