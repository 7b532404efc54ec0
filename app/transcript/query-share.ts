import type { QueryNode, Share, ShareTest } from './query-syntax.ts';

/**
 * Compiles a tree into what can be told of the lines of a session, or of a part of one, before they are looked at. Where there
 * is no line, it may say `all` as well as `none`.
 */
export function compileShare(node: QueryNode): ShareTest {
  switch (node.type) {
    case 'term':
      return (node.term.scope === 'line' ? node.term.share : undefined) ?? unknown;
    case 'not': {
      const share = compileShare(node.node);
      return (facets, session) => shareOfOthers(share(facets, session));
    }
    case 'and':
      return joinAll(node.nodes.map(compileShare), both, 'none');
    case 'or':
      return joinAll(node.nodes.map(compileShare), either, 'all');
  }
}

/** `decided`: what no further part can change. */
function joinAll(
  [first = unknown, ...others]: readonly ShareTest[],
  join: (one: Share, other: Share) => Share,
  decided: Share,
): ShareTest {
  return (facets, session) => {
    let joined = first(facets, session);
    for (const part of others) {
      if (joined === decided) break;
      joined = join(joined, part(facets, session));
    }
    return joined;
  };
}

function unknown(): Share {
  return 'unknown';
}

/** That some lines are meant leaves open whether others are not. */
function shareOfOthers(share: Share): Share {
  if (share === 'none') return 'all';
  return share === 'all' ? 'none' : 'unknown';
}

/** What is true of some line each need not be true of one. */
function both(one: Share, other: Share): Share {
  if (one === 'none' || other === 'none') return 'none';
  if (one === 'all') return other;
  return other === 'all' ? one : 'unknown';
}

function either(one: Share, other: Share): Share {
  if (one === 'all' || other === 'all') return 'all';
  if (one === 'none') return other;
  if (other === 'none') return one;
  return one === 'some' || other === 'some' ? 'some' : 'unknown';
}
