import type { LineKind } from '../smtp/words.ts';
import { usualSpeaker } from '../transcript/query-kinds.ts';
import type { SaidFacets } from '../transcript/row.ts';
import type { WalkLine } from './session-walk.ts';

/** What stands between two checkpoints: enough to tell of many queries that nothing there is meant. */
export interface StretchFacets extends SaidFacets {
  readonly kinds: readonly LineKind[];
  /** The sides had changed places, behind TURN (RFC 821): a kind says no more who spoke. */
  readonly turned: boolean;
  /** Each row is a line that ends in LF, and none of them has to do with a login: so rows can be counted by their bytes. */
  readonly plain: boolean;
}

/** Different verbs or codes that are kept of a stretch: more are no help. */
const MOST_VERBS = 16;

/** Gathers what stands in one stretch after the other. */
export class StretchGatherer {
  readonly #kinds = new Set<LineKind>();
  readonly #codes = new Set<number>();
  readonly #verbs = new Set<string>();
  #turned = false;
  /** What begins a record need not be lines. */
  #plain = false;

  /** Takes the next row, a line. */
  line({ kind, from, ending, continued, meaning }: WalkLine): void {
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
    if (kind !== 'opaque' && from !== usualSpeaker(kind)) {
      this.#plain = false;
      this.#turned = true;
    }
  }

  /** Takes the next row, an event. */
  event(): void {
    this.#plain = false;
  }

  /** What stood there since the last call. */
  take(): StretchFacets {
    const facets = {
      kinds: [...this.#kinds].sort(),
      turned: this.#turned,
      codes: [...this.#codes].sort((one, other) => one - other),
      verbs: this.#verbs.size > MOST_VERBS ? null : [...this.#verbs].sort(),
      plain: this.#plain,
    };
    this.#kinds.clear();
    this.#codes.clear();
    this.#verbs.clear();
    this.#plain = true;
    this.#turned = false;
    return facets;
  }
}
