import { isLetter } from '../smtp/bytes.ts';
import { decodeText } from '../smtp/decode.ts';
import type { ReplyMeaning } from '../smtp/dialogue-listener.ts';
import type { FindingCode } from '../smtp/findings/registry.ts';
import type { LineKind, Phase } from '../smtp/words.ts';
import { redactAuthentication } from '../transcript/redaction.ts';
import type { LineTrait, SaidFacets } from '../transcript/session-facets.ts';
import type { WalkLine } from './session-walk.ts';

/** Different verbs that are kept: there are fewer in all standards. More is a client that says anything. */
const MOST_VERBS = 32;

/** Longer words are neither verbs nor codes. */
const LONGEST_WORD = 20;

/** Different enhanced status codes that are kept: more than servers have reasons. */
const MOST_ENHANCED = 32;

/** Every trait, in the order of the bits that stand for them. */
const TRAITS = [
  'dir:c',
  'dir:s',
  'tls:yes',
  'tls:no',
  'is:injected',
  'is:masked',
  'kind:command',
  'kind:reply',
  'kind:authentication',
  'kind:content',
  'kind:opaque',
  'phase:greeting',
  'phase:hello',
  'phase:ready',
  'phase:authentication',
  'phase:envelope',
  'phase:content',
  'phase:tls',
  'phase:closing',
] as const satisfies readonly LineTrait[];

const KINDS: Readonly<Record<LineKind, number>> = {
  command: bitOf('kind:command'),
  reply: bitOf('kind:reply'),
  authentication: bitOf('kind:authentication'),
  content: bitOf('kind:content'),
  opaque: bitOf('kind:opaque'),
};

const PHASES: Readonly<Record<Phase, number>> = {
  greeting: bitOf('phase:greeting'),
  hello: bitOf('phase:hello'),
  ready: bitOf('phase:ready'),
  authentication: bitOf('phase:authentication'),
  envelope: bitOf('phase:envelope'),
  content: bitOf('phase:content'),
  tls: bitOf('phase:tls'),
  closing: bitOf('phase:closing'),
};

const CLIENT = bitOf('dir:c');
const SERVER = bitOf('dir:s');
const INSIDE_TLS = bitOf('tls:yes');
const IN_THE_CLEAR = bitOf('tls:no');
const INJECTED = bitOf('is:injected');
const MASKED = bitOf('is:masked');

/** What was said in a session, all of it known. */
export type WholeFacets = Required<Omit<SaidFacets, 'held'>>;

/**
 * Gathers of a session's lines what queries ask for, in short, while it is read: all of it can be told from a line before
 * that is made. Its memory is bounded, however much is said.
 */
export class SaidGatherer {
  readonly #codes = new Set<number>();
  readonly #verbs = new FewWords(MOST_VERBS);
  readonly #answered = new FewWords(MOST_VERBS);
  readonly #enhanced = new FewWords(MOST_ENHANCED);
  readonly #findings = new Set<FindingCode>();
  #slowest = 0;
  #traits = 0;

  /** Takes the next line. */
  line(line: WalkLine): void {
    const { kind, from, phase, origin, meaning, findings } = line;
    this.#traits |=
      KINDS[kind] |
      PHASES[phase] |
      (from === 'client' ? CLIENT : SERVER) |
      (origin.tls ? INSIDE_TLS : IN_THE_CLEAR) |
      (origin.injected ? INJECTED : 0);
    if (findings.length > 0) for (const { code } of findings) this.#findings.add(code);
    if (kind === 'content') return;
    if (meaning?.type === 'command') this.#verbs.add(meaning.command.verb);
    if (meaning?.type === 'reply') this.#reply(meaning, line.time);
    if ((this.#traits & MASKED) === 0 && holdsSecret(line)) this.#traits |= MASKED;
  }

  /** What there is so far. */
  facets(): WholeFacets {
    return {
      codes: [...this.#codes].sort((one, other) => one - other),
      verbs: this.#verbs.list(),
      answered: this.#answered.list(),
      enhanced: this.#enhanced.list(),
      findings: [...this.#findings].sort(),
      slowest: this.#slowest,
      traits: traitsOf(this.#traits),
    };
  }

  #reply({ reply, asked, whole }: ReplyMeaning, time: number): void {
    if (reply.code > 0) this.#codes.add(reply.code);
    if (reply.enhanced !== '') this.#enhanced.add(reply.enhanced);
    if (asked === null) return;
    this.#answered.add(asked.what === 'command' ? asked.verb : asked.what);
    if (whole !== null) this.#slowest = Math.max(this.#slowest, (time - asked.time) / 1_000);
  }
}

/** Words, each once, as long as there are not too many of them, or too long ones. */
class FewWords {
  readonly #most: number;
  readonly #words = new Set<string>();
  #areFew = true;

  constructor(most: number) {
    this.#most = most;
  }

  add(word: string): void {
    if (!this.#areFew) return;
    this.#words.add(word);
    if (this.#words.size <= this.#most && word.length <= LONGEST_WORD) return;
    this.#areFew = false;
    this.#words.clear();
  }

  /** Null where there were too many. */
  list(): readonly string[] | null {
    return this.#areFew ? [...this.#words].sort() : null;
  }
}

/** Combinations that are remembered: conversations are of a few kinds, and each is asked for its traits often. */
const MOST_COMBINATIONS = 1_000;
const combinations = new Map<number, readonly LineTrait[]>();

function traitsOf(bits: number): readonly LineTrait[] {
  const known = combinations.get(bits);
  if (known !== undefined) return known;
  const traits = TRAITS.filter((trait) => (bits & bitOf(trait)) !== 0);
  if (combinations.size >= MOST_COMBINATIONS) combinations.clear();
  combinations.set(bits, traits);
  return traits;
}

function bitOf(trait: (typeof TRAITS)[number]): number {
  return 1 << TRAITS.indexOf(trait);
}

/** Whether it is shown masked. */
function holdsSecret({ kind, bytes, start, end, meaning }: WalkLine): boolean {
  if (kind !== 'authentication' && !(kind === 'command' && mayHoldSecret(bytes, start, end))) return false;
  const verb = meaning?.type === 'command' ? meaning.command.verb : undefined;
  return redactAuthentication(decodeText(bytes, start, end), kind, verb).masked;
}

/** Only what begins like AUTH or PASS holds one: of most commands no text need be made. */
function mayHoldSecret(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && !isLetter(bytes[at])) at += 1;
  const letter = String.fromCharCode(bytes[at] ?? 0).toLowerCase();
  return letter === 'a' || letter === 'p';
}
