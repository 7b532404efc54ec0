import { compileLineMatcher, compileSessionMatcher, type LineMatcher } from './query-matcher.ts';
import { needlesOf } from './query-needles.ts';
import { parseTree } from './query-parser.ts';
import { compileShare } from './query-share.ts';
import type { MessageCondition, QueryNode, QueryProblem, SessionTest, Share } from './query-syntax.ts';
import { describeQuery } from './query-words.ts';
import type { SessionFacets } from './session-facets.ts';
import type { SessionSummary } from './session-summary.ts';

/** What is known of a conversation before its lines are looked at. */
export interface KnownConversation {
  readonly summary: SessionSummary;
  readonly facets: SessionFacets;
}

/** What a query wants a conversation to have; or, where it says not, to lack. */
export type Wanted = WantedLines | WantedMessage;

/** A line that is wanted. */
export interface WantedLines extends Foreseen {
  readonly wants: 'line';
  readonly matchesLine: LineMatcher;
  /** Texts of which such a line holds at least one, in small or capital letters; null where that cannot be told. */
  readonly needles: readonly string[] | null;
}

/** A message that is wanted. */
export interface WantedMessage extends Foreseen {
  readonly wants: 'message';
  readonly condition: MessageCondition;
}

interface Foreseen {
  /** False: the conversation has no such one. */
  mayBeIn(conversation: KnownConversation): boolean;
  /** True: the conversation counts as having one. */
  isSurelyIn(conversation: KnownConversation): boolean;
}

/** What is known of each of {@link ConversationQuery.wanted}: undefined where nobody has looked yet. */
export type Found = (wanted: number) => boolean | undefined;

/** A query that chooses conversations. */
export interface ConversationQuery {
  readonly isEmpty: boolean;
  /** What it asks for that summaries cannot say. */
  readonly wanted: readonly Wanted[];
  /** Whether the conversation is meant; undefined where that depends on what nobody has looked for. */
  decide(conversation: KnownConversation, found: Found): boolean | undefined;
  /** What it means, in words. */
  describe(): string;
}

/** A query that chooses conversations, or what is wrong with its text. */
export type ConversationQueryResult =
  | { readonly ok: true; readonly query: ConversationQuery }
  | { readonly ok: false; readonly problem: QueryProblem };

/**
 * Reads a query that chooses conversations. Terms for lines mean that the conversation has such a line; terms side by
 * side mean one line for which all of them hold. A negation with nothing for lines beside it means that there is no such
 * line. Throws nothing.
 */
export function parseConversationQuery(text: string, now: number = Date.now()): ConversationQueryResult {
  const parsed = parseTree(text, { scope: 'line', now, live: false });
  if (!parsed.ok) return parsed;
  const { root } = parsed;
  const wanted: Wanted[] = [];
  const decide: Decide = root === null ? () => true : compile(root, wanted);
  return {
    ok: true,
    query: { isEmpty: root === null, wanted, decide, describe: () => describeConversations(root) },
  };
}

type Decide = ConversationQuery['decide'];

function compile(node: QueryNode, wanted: Wanted[]): Decide {
  if (isAboutLines(node) && node.type !== 'not') return wantLines(node, wanted);
  switch (node.type) {
    case 'term': {
      const condition = node.term.scope === 'session' ? node.term.condition : undefined;
      if (condition !== undefined) return wantMessage(condition, wanted);
      const matches = compileSessionMatcher(node);
      return ({ summary }) => matches(summary);
    }
    case 'not':
      return negate(compile(node.node, wanted));
    case 'or':
      return any(node.nodes.map((part) => compile(part, wanted)));
    case 'and':
      return all(groupLines(node.nodes).map((part) => compile(part, wanted)));
  }
}

/** All that is said of lines is said of the same line, negations beside it included. */
function groupLines(nodes: readonly QueryNode[]): readonly QueryNode[] {
  const lines = nodes.filter(isAboutLines);
  if (lines.length < 2 || lines.every(({ type }) => type === 'not')) return nodes;
  return [...nodes.filter((node) => !lines.includes(node)), { type: 'and', nodes: lines }];
}

function isAboutLines(node: QueryNode): boolean {
  switch (node.type) {
    case 'term':
      return node.term.scope === 'line';
    case 'not':
      return isAboutLines(node.node);
    case 'and':
      return node.nodes.every(isAboutLines) && !node.nodes.every(({ type }) => type === 'not');
    case 'or':
      return node.nodes.every((part) => isAboutLines(part) && part.type !== 'not');
  }
}

function wantMessage(condition: MessageCondition, wanted: Wanted[]): Decide {
  return want(wanted, {
    wants: 'message',
    condition,
    mayBeIn: ({ facets }) => condition.mayBeIn(facets),
    isSurelyIn: ({ facets }) => condition.isSurelyIn(facets),
  });
}

function wantLines(node: QueryNode, wanted: Wanted[]): Decide {
  const share = compileShare(node);
  const isShown = compileShown(node);
  const shareOf = ({ summary, facets }: KnownConversation): Share =>
    summary.lines === 0 ? 'none' : share(facets, summary);
  return want(wanted, {
    wants: 'line',
    needles: needlesOf(node),
    matchesLine: compileLineMatcher(node),
    mayBeIn: (conversation) => shareOf(conversation) !== 'none',
    isSurelyIn: (conversation) =>
      shareOf(conversation) === 'some' || shareOf(conversation) === 'all' || isShown(conversation.summary),
  });
}

function want(all: Wanted[], wanted: Wanted): Decide {
  const place = all.length;
  all.push(wanted);
  return (conversation, found) => {
    if (!wanted.mayBeIn(conversation)) return false;
    return wanted.isSurelyIn(conversation) ? true : found(place);
  };
}

/** Whether what people see of a session says what is looked for. */
function compileShown(node: QueryNode): SessionTest {
  switch (node.type) {
    case 'term':
      return (node.term.scope === 'line' ? node.term.isShown : undefined) ?? (() => false);
    case 'or': {
      const parts = node.nodes.map(compileShown);
      return (session) => parts.some((part) => part(session));
    }
    // What holds of some line each need not hold of one.
    case 'and':
    case 'not':
      return () => false;
  }
}

function negate(decide: Decide): Decide {
  return (conversation, found) => {
    const decided = decide(conversation, found);
    return decided === undefined ? undefined : !decided;
  };
}

function all(parts: readonly Decide[]): Decide {
  return (conversation, found) => {
    let sure = true;
    for (const part of parts) {
      const decided = part(conversation, found);
      if (decided === false) return false;
      if (decided === undefined) sure = false;
    }
    return sure ? true : undefined;
  };
}

function any(parts: readonly Decide[]): Decide {
  return (conversation, found) => {
    let sure = true;
    for (const part of parts) {
      const decided = part(conversation, found);
      if (decided === true) return true;
      if (decided === undefined) sure = false;
    }
    return sure ? false : undefined;
  };
}

/** `conversations with a refusal that have replies with code 5xx`. */
function describeConversations(root: QueryNode | null): string {
  return root === null ? 'all conversations' : `conversations ${say(root)}`;
}

function say(node: QueryNode): string {
  if (isAboutLines(node) && node.type !== 'not') return `that have ${describeQuery(node, 'line')}`;
  switch (node.type) {
    case 'term':
      return node.term.phrase.tail;
    case 'not':
      return isAboutLines(node.node)
        ? `that have no ${describeQuery(node.node, 'line')}`
        : `not ${say(node.node)}`;
    case 'and':
      return groupLines(node.nodes)
        .map((part) => (part.type === 'or' && !isAboutLines(part) ? `either ${say(part)}` : say(part)))
        .join(' and ');
    case 'or':
      return node.nodes.map(say).join(', or ');
  }
}
