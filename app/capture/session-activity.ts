import type { ActivitySpan, SaidFacets, SessionFacets } from '../transcript/session-facets.ts';

/** Characters of the names of header fields that are kept, all together: those of a hundred fields. */
const MOST_FIELD_CHARACTERS = 2_000;

/** Spans that are kept: in conversations that last longer than so many minutes, spans grow. */
const MOST_SPANS = 120;

const MICROSECONDS_IN_MINUTE = 60_000_000;

type Counts = { -readonly [Name in keyof ActivitySpan]: ActivitySpan[Name] };

/** Gathers what a session holds besides its lines, in short, while it is read. Its memory is bounded, however long that is. */
export class SessionActivity {
  readonly #started: number;
  readonly #fields = new Set<string>();
  #fieldCharacters = 0;
  #held = false;
  #spans: Counts[] = [];
  /** Minutes in a span. */
  #width = 1;

  /** `started`: microseconds since 1970. */
  constructor(started: number) {
    this.#started = started;
  }

  /** Bytes crossed. All times are microseconds since the session began. */
  bytes(time: number, count: number): void {
    this.#spanOf(time).bytes += count;
  }

  /** Something is held for a person. */
  hold(): void {
    this.#held = true;
  }

  /** A message has a header with fields of these names, in small letters. */
  header(names: readonly string[]): void {
    for (const name of names) {
      if (this.#fieldCharacters > MOST_FIELD_CHARACTERS) return;
      if (this.#fields.has(name)) continue;
      this.#fieldCharacters += name.length;
      if (this.#fieldCharacters > MOST_FIELD_CHARACTERS) this.#fields.clear();
      else this.#fields.add(name);
    }
  }

  /** The server accepted a message. */
  accepted(time: number): void {
    this.#spanOf(time).accepted += 1;
  }

  /** The server refused something that matters to the sender. */
  refusal(time: number, code: number): void {
    const span = this.#spanOf(time);
    if (code < 500) span.deferred += 1;
    else span.refused += 1;
  }

  /** What there is so far. */
  facets(): Omit<SessionFacets, keyof SaidFacets> & Pick<SessionFacets, 'held'> {
    return {
      fields: this.#fieldCharacters > MOST_FIELD_CHARACTERS ? null : [...this.#fields].sort(),
      held: this.#held,
      activity: this.#spans.map((span) => ({ ...span })),
    };
  }

  #spanOf(time: number): Counts {
    const minute = Math.floor((this.#started + time) / MICROSECONDS_IN_MINUTE);
    const begin = minute - (minute % this.#width);
    const last = this.#spans.at(-1);
    // Time goes on; where a clock does not, what happened counts as happening now.
    if (last !== undefined && begin <= last.minute) return last;
    const span = { minute: begin, accepted: 0, deferred: 0, refused: 0, bytes: 0 };
    this.#spans.push(span);
    if (this.#spans.length > MOST_SPANS) this.#widen();
    return this.#spans.at(-1) ?? span;
  }

  #widen(): void {
    this.#width *= 2;
    const wider: Counts[] = [];
    for (const span of this.#spans) {
      const minute = span.minute - (span.minute % this.#width);
      const last = wider.at(-1);
      if (last?.minute !== minute) {
        wider.push({ ...span, minute });
        continue;
      }
      last.accepted += span.accepted;
      last.deferred += span.deferred;
      last.refused += span.refused;
      last.bytes += span.bytes;
    }
    this.#spans = wider;
  }
}
