import { CAPABILITY_EXPLANATIONS, LIMIT_EXPLANATIONS } from './capability-table.ts';
import { explained, type ExplainedPart, type Explanation } from './explanation.ts';
import { explainMechanism } from './mechanisms.ts';
import { EXTENSION_REGISTRY, PRIVATE_USE, rfc, type Reference } from './reference.ts';

/** What a capability means, with its arguments. */
export interface CapabilityExplanation extends Explanation {
  /** Each argument that has a meaning of its own: a mechanism of AUTH, a limit of LIMITS. */
  readonly parts: readonly ExplainedPart[];
}

/**
 * What a server offers with a line of its answer to EHLO: the keyword and its arguments, in any capitals. Takes
 * `AUTH=LOGIN` too, which some servers say to clients of the nineties. Of a keyword that nobody knows, it says that.
 */
export function explainCapability(name: string, values: readonly string[] = []): CapabilityExplanation {
  const [, keyword = '', first] = /^([^=]*)(?:=(.*))?$/s.exec(name.toUpperCase()) ?? [];
  const all = first === undefined || first === '' ? values : [first, ...values];
  const known = CAPABILITY_EXPLANATIONS.get(keyword);
  if (known === undefined) return { ...explainUnknown(keyword), parts: [] };
  return {
    sentence: sentenceWithValues(keyword, all) ?? known.sentence,
    references: known.references,
    parts: partsOf(keyword, all),
  };
}

function explainUnknown(keyword: string): Explanation {
  // What Cisco firewalls make of capabilities that they do not want to be used.
  if (/^X{4,}[A-Z]?$/.test(keyword)) {
    return explained(
      'A firewall in between has painted over a capability so that nobody uses it.',
      rfc(3207, '6'),
    );
  }
  if (keyword.startsWith('X')) {
    return explained(
      'This capability is private to programs that know it; no standard describes it.',
      PRIVATE_USE,
    );
  }
  return explained('No SMTP standard knows this capability.', rfc(5321, '2.2.2'), EXTENSION_REGISTRY);
}

/** What the arguments say, where they say more than the keyword. */
function sentenceWithValues(keyword: string, values: readonly string[]): string | null {
  const [first = '', second = ''] = values;
  const number = /^\d{1,20}$/.test(first) ? groupDigits(first) : null;
  switch (keyword) {
    case 'SIZE':
      if (number === null) return null;
      return /^0+$/.test(first)
        ? 'The server sets no fixed limit to the size of a message.'
        : `A message may have up to ${number} bytes.`;
    case 'X-RCPTLIMIT':
      return number === null ? null : `A message may have up to ${number} recipients.`;
    case 'DELIVERBY':
      return number === null
        ? null
        : `The client may say by when a message must be delivered, from ${number} seconds on.`;
    case 'FUTURERELEASE':
      return number === null || second === ''
        ? null
        : `The client may have a message held back for up to ${number} seconds.`;
    default:
      return null;
  }
}

/** Arguments explained of one capability: servers offer about ten mechanisms. */
const MOST_PARTS = 50;

function partsOf(keyword: string, values: readonly string[]): readonly ExplainedPart[] {
  const names = [...new Set(values)].slice(0, MOST_PARTS);
  switch (keyword) {
    case 'AUTH':
    case 'X-EXPS':
      return names.map((name) => ({ name, ...explainMechanism(name) }));
    case 'LIMITS':
      return names.map((name) => ({ name, ...explainLimit(name) }));
    default:
      return [];
  }
}

const LIMITS: Reference = rfc(9422, '3.1');

function explainLimit(limit: string): Explanation {
  const [name = '', value = ''] = limit.split('=', 2);
  const known = LIMIT_EXPLANATIONS.get(name.toUpperCase());
  if (known === undefined) return explained('No standard knows this limit.', LIMITS);
  if (!/^\d{1,6}$/.test(value)) return known;
  return { ...known, sentence: `${known.sentence.slice(0, -1)} to ${groupDigits(value)}.` };
}

/** `52428800` as `52,428,800`. */
function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}
