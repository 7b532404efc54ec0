import type { FindingCode } from '../smtp/findings/registry.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import type { LineKind } from '../smtp/words.ts';
import { usualSpeaker } from '../transcript/query-kinds.ts';
import type { SaidFacets } from '../transcript/session-facets.ts';
import { KindForesight } from './kind-foresight.ts';
import type { WalkLine } from './session-walk.ts';

/** What stands between two checkpoints: enough to tell of many queries that nothing there is meant. */
export interface StretchFacets extends SaidFacets {
  readonly kinds: readonly LineKind[];
  /** What was found with the lines there. */
  readonly findings: readonly FindingCode[];
  /** A person was asked about a line there. */
  readonly held: boolean;
  /** The sides had changed places, behind TURN (RFC 821): a kind says no more who spoke. */
  readonly turned: boolean;
  /** Each row is a line that ends in LF, and none of them has to do with a login: so rows can be counted by their bytes. */
  readonly plain: boolean;
  /** Each line is of the kind that {@link KindForesight} says. */
  readonly foreseen: boolean;
}

/** Different verbs or codes that are kept of a stretch: more are no help. */
const MOST_VERBS = 16;

/** Gathers what stands in one stretch after the other. */
export class StretchGatherer {
  readonly #kinds = new Set<LineKind>();
  readonly #codes = new Set<number>();
  readonly #verbs = new Set<string>();
  readonly #findings = new Set<FindingCode>();
  readonly #foresight = new KindForesight();
  #turned = false;
  #held = false;
  /** What begins a record need not be lines. */
  #plain = false;
  #foreseen = true;

  /** Takes the next row, a line. */
  line(line: WalkLine): void {
    const { kind, from, ending, continued, meaning, findings, held } = line;
    this.#kinds.add(kind);
    if (
      continued ||
      (ending !== 'crlf' && ending !== 'lf') ||
      kind === 'opaque' ||
      kind === 'authentication'
    ) {
      this.#plain = false;
    }
    if (meaning?.type === 'reply') this.#codes.add(meaning.reply.code);
    if (meaning?.type === 'command') {
      this.#verbs.add(meaning.command.verb);
      if (meaning.command.verb === 'AUTH') this.#plain = false;
    }
    if (held) this.#held = true;
    for (const { code } of findings) this.#findings.add(code);
    if (kind !== 'opaque' && from !== usualSpeaker(kind)) {
      this.#plain = false;
      this.#turned = true;
    }
    if (this.#plain && this.#foreseen) this.#foresee(line);
  }

  /** Takes the next row, an event. */
  event(): void {
    this.#plain = false;
  }

  /** What stood there since the last call; `stage`: where the dialogue stands now. */
  take(stage: Stage): StretchFacets {
    const facets = {
      kinds: [...this.#kinds].sort(),
      turned: this.#turned,
      codes: [...this.#codes].sort((one, other) => one - other),
      verbs: this.#verbs.size > MOST_VERBS ? null : [...this.#verbs].sort(),
      findings: [...this.#findings].sort(),
      held: this.#held,
      plain: this.#plain,
      foreseen: this.#plain && this.#foreseen,
    };
    this.#kinds.clear();
    this.#codes.clear();
    this.#verbs.clear();
    this.#findings.clear();
    this.#plain = true;
    this.#foreseen = true;
    this.#foresight.begin(stage);
    this.#turned = false;
    this.#held = false;
    return facets;
  }

  #foresee({ kind, meaning, bytes, start, end }: WalkLine): void {
    if (kind !== 'reply') this.#foreseen = this.#foresight.client(bytes, start, end) === kind;
    else this.#foresight.server(meaning?.type === 'reply' ? meaning.reply.code : 0);
  }
}
