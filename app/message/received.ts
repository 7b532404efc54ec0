/** A stop of a message on its way, as a Received field tells of it (RFC 5321 section 4.4). Hostile text. */
export interface Hop {
  readonly from: string;
  readonly by: string;
  /** The protocol: `ESMTPS`. */
  readonly protocol: string;
  /** Milliseconds since 1970; null where no date can be read. */
  readonly at: number | null;
  /** Milliseconds since the stop before; null where either has no date. Clocks differ: it may be negative. */
  readonly tookMs: number | null;
  /** The field as it stands. */
  readonly text: string;
}

/** Stops that are shown: RFC 5321 section 6.3 takes a hundred for a loop. */
const MOST_HOPS = 100;

/** Reads Received fields, which stand with the latest on top; returns them in the order of the way. */
export function readHops(fields: readonly string[]): readonly Hop[] {
  let before: number | null = null;
  return fields
    .slice(0, MOST_HOPS)
    .toReversed()
    .map((text) => {
      const at = readDate(text);
      const tookMs = at === null || before === null ? null : at - before;
      before = at ?? before;
      return { ...readClauses(text), at, tookMs, text };
    });
}

/** RFC 5321 section 4.4: `from … by … with …; date`; what stands in parentheses is a comment. */
function readClauses(text: string): Pick<Hop, 'from' | 'by' | 'protocol'> {
  const bare = withoutComments(text.slice(0, dateAt(text)));
  const word = (name: string): string => new RegExp(`(?:^|\\s)${name}\\s+(\\S+)`, 'i').exec(bare)?.[1] ?? '';
  return { from: word('from'), by: word('by'), protocol: word('with') };
}

function readDate(text: string): number | null {
  const at = Date.parse(withoutComments(text.slice(dateAt(text) + 1)).trim());
  return Number.isNaN(at) ? null : at;
}

function dateAt(text: string): number {
  const at = text.lastIndexOf(';');
  return at < 0 ? text.length : at;
}

/** Text without its comments, which may stand within each other (RFC 5322 section 3.2.2). */
function withoutComments(text: string): string {
  let depth = 0;
  let bare = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) bare += character;
  }
  return bare;
}
