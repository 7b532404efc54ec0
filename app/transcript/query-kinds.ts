import type { LineKind, Speaker } from '../smtp/words.ts';
import type { QueryNode, QueryTerm } from './query-syntax.ts';

/**
 * Which kinds of lines a query can mean at all. Rules ask, since looking at every line of a message costs, and so does
 * holding one up.
 */

/** What is known of a kind of lines before any of them is looked at. */
interface KindProspect {
  /** Some line of the kind may be meant. */
  readonly possible: boolean;
  /** Every line of the kind is meant. */
  readonly certain: boolean;
}

/** A kind of lines, and who says them. */
interface SaidKind {
  readonly kind: LineKind;
  readonly from: Speaker;
}

/** Whether a query may mean a line of this kind that `from` says. Where it cannot be told, it may. */
export function mayMatchKind(node: QueryNode, kind: LineKind, from: Speaker): boolean {
  return prospect(node, { kind, from }).possible;
}

/** Who says lines of a kind, unless the sides have changed places: behind TURN (RFC 821), or ATRN (RFC 2645). */
export function usualSpeaker(kind: LineKind): Speaker {
  return kind === 'reply' ? 'server' : 'client';
}

/** Whether a term of the query is about the session that a line was said in. */
export function looksAtSessions(node: QueryNode): boolean {
  switch (node.type) {
    case 'term':
      return node.term.scope === 'session';
    case 'not':
      return looksAtSessions(node.node);
    case 'and':
    case 'or':
      return node.nodes.some(looksAtSessions);
  }
}

function prospect(node: QueryNode, said: SaidKind): KindProspect {
  switch (node.type) {
    case 'term':
      return ofTerm(node.term, said);
    case 'not': {
      const { possible, certain } = prospect(node.node, said);
      return { possible: !certain, certain: !possible };
    }
    case 'and': {
      const parts = node.nodes.map((part) => prospect(part, said));
      return {
        possible: parts.every(({ possible }) => possible),
        certain: parts.every(({ certain }) => certain),
      };
    }
    case 'or': {
      const parts = node.nodes.map((part) => prospect(part, said));
      return {
        possible: parts.some(({ possible }) => possible),
        certain: parts.some(({ certain }) => certain),
      };
    }
  }
}

function ofTerm({ scope, canonical }: QueryTerm, { kind, from }: SaidKind): KindProspect {
  if (scope !== 'line') return { possible: true, certain: false };
  const [field = '', value = ''] = canonical.split(':', 2);
  switch (field) {
    case 'kind':
      return { possible: value === kind, certain: value === kind };
    case 'cmd':
      return { possible: kind === 'command', certain: false };
    case 'answers':
    case 'code':
    case 'enh':
    case 'slower':
      return { possible: kind === 'reply', certain: false };
    case 'dir': {
      // What passes unread is said by either.
      if (kind === 'opaque') return { possible: true, certain: false };
      const isMeant = (value === 's') === (from === 'server');
      return { possible: isMeant, certain: isMeant };
    }
    default:
      return { possible: true, certain: false };
  }
}
