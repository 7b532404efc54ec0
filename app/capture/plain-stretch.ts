import { Buffer } from 'node:buffer';
import { CR } from '../smtp/bytes.ts';
import { parseVerb } from '../smtp/command.ts';
import { decodeText } from '../smtp/decode.ts';
import { parseReplyCode, parseReplyLine } from '../smtp/reply.ts';
import type { LineKind, Speaker } from '../smtp/words.ts';
import type { LineWords, WordsTest } from '../transcript/query-syntax.ts';
import { redactAuthentication } from '../transcript/redaction.ts';
import { parseEntry } from './entry.ts';
import { KindForesight } from './kind-foresight.ts';
import type { ReadingPlace } from './row-reader.ts';
import type { StretchFacets } from './stretch-facets.ts';

/** What is looked for in the words of lines. */
export interface WordsTarget {
  /** Finds, in bytes as Latin-1, what stands in each line that is meant; null where nothing is known to. */
  readonly pattern: RegExp | null;
  readonly isMeant: WordsTest;
  /** Secrets are looked at as they were said. */
  readonly reveal: boolean;
}

/** Rows of a stretch: which are meant, and which comes behind the last. */
export interface SearchedStretch {
  readonly found: readonly number[];
  readonly end: number;
}

/** A side's bytes from the start of its line in hand on: as Latin-1, in which each letter is one of them, and as they are. */
interface Said {
  readonly text: string;
  readonly bytes: Buffer;
}

const NOTHING: Said = { text: '', bytes: Buffer.alloc(0) };

/**
 * Looks through a stretch of a record in which each row is a line that ends in LF, without following the dialogue: ten
 * times as fast. `bytes`: the stretch, from the place on. Null where that cannot tell: it is damaged or holds something
 * else, a line that is meant may be a secret, or the query asks for a line's kind and that was not foreseen.
 */
export function searchPlainStretch(
  bytes: Buffer,
  { state }: ReadingPlace,
  { foreseen }: Pick<StretchFacets, 'foreseen'>,
  { pattern, isMeant, reveal }: WordsTarget,
): SearchedStretch | null {
  const { clientFraming, serverFraming, course, lines } = state.dialogue;
  const begun: Record<Speaker, Said> = {
    client: pendingOf(clientFraming.pending),
    server: pendingOf(serverFraming.pending),
  };
  const found: number[] = [];
  const line = new PlainLine(foreseen);
  const kinds = new KindForesight();
  kinds.begin(course.stage);
  let row = state.rows;
  for (let at = 0; at < bytes.length;) {
    const parsed = parseEntry(bytes, at);
    if (parsed.found !== 'entry' || parsed.entry.kind !== 'bytes') return null;
    const { from, payload } = parsed.entry;
    at += parsed.length;
    const before = begun[from].text.length;
    const said = joined(begun[from], payload);
    begun[from] = said;
    let start = 0;
    let hit = -1;
    for (let end = said.text.indexOf('\n', before); end !== -1; end = said.text.indexOf('\n', start)) {
      line.take(from, said.bytes, start, end);
      line.follow(kinds);
      if (hit < start) hit = pattern === null ? start : nextHit(pattern, said.text, start);
      if (hit <= end) {
        line.n = lines + 1 + row - state.rows;
        if (isMeant(line)) found.push(row);
        if (line.isUnsure || (!reveal && line.mayBeSecret)) return null;
      }
      row += 1;
      start = end + 1;
    }
    begun[from] = start === 0 ? said : behind(said, start);
  }
  return { found, end: row };
}

/**
 * Whether a stretch holds nowhere what stands in each line that is meant, be its rows what they may. `bytes`: the stretch,
 * from the place on, which ends where an entry does.
 */
export function holdsNothing(bytes: Buffer, { state }: ReadingPlace, pattern: RegExp): boolean {
  const { clientFraming, serverFraming } = state.dialogue;
  const pieces: Record<Speaker, Uint8Array[]> = {
    client: clientFraming.pending === null ? [] : [clientFraming.pending],
    server: serverFraming.pending === null ? [] : [serverFraming.pending],
  };
  for (let at = 0; at < bytes.length;) {
    const parsed = parseEntry(bytes, at);
    if (parsed.found !== 'entry') return false;
    if (parsed.entry.kind === 'bytes') pieces[parsed.entry.from].push(parsed.entry.payload);
    at += parsed.length;
  }
  return [pieces.client, pieces.server].every(
    (said) => nextHit(pattern, Buffer.concat(said).toString('latin1'), 0) === Infinity,
  );
}

/** Where the next stands; Infinity where none does. The pattern has the flag `g`. */
function nextHit(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? Infinity;
}

/** One line after the other; what it says is only read where somebody wants to know. */
class PlainLine implements LineWords {
  from: Speaker = 'client';
  n = 0;
  /** Its text was wanted, and may hold a secret. */
  mayBeSecret = false;
  /** Its kind was wanted, and is not known. */
  isUnsure = false;
  readonly #foreseen: boolean;
  #kind: LineKind = 'command';
  #bytes: Uint8Array = NOTHING.bytes;
  #start = 0;
  #end = 0;

  /** `foreseen`: kinds are what {@link KindForesight} says. */
  constructor(foreseen: boolean) {
    this.#foreseen = foreseen;
  }

  /** Takes the line `bytes[start..end)`, in which a CR at the end belongs to the ending. */
  take(from: Speaker, bytes: Uint8Array, start: number, end: number): void {
    this.from = from;
    this.mayBeSecret = false;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end > start && bytes[end - 1] === CR ? end - 1 : end;
  }

  /** Has its kind foreseen. */
  follow(kinds: KindForesight): void {
    if (this.from === 'client') this.#kind = kinds.client(this.#bytes, this.#start, this.#end);
    else {
      this.#kind = 'reply';
      if (kinds.awaitsCode) kinds.server(parseReplyCode(this.#bytes, this.#start, this.#end));
    }
  }

  get kind(): LineKind {
    if (!this.#foreseen && this.from === 'client') this.isUnsure = true;
    return this.#kind;
  }

  get text(): string {
    const text = decodeText(this.#bytes, this.#start, this.#end);
    const mayBeCommand = this.from === 'client' && (!this.#foreseen || this.#kind === 'command');
    this.mayBeSecret = mayBeCommand && redactAuthentication(text, 'command').masked;
    return text;
  }

  /** The verb of a command, as where the dialogue is followed: undefined of other lines. */
  get verb(): string | undefined {
    return this.kind === 'command' ? parseVerb(this.#bytes, this.#start, this.#end) : undefined;
  }

  /** The code of a reply, likewise; undefined where there is none. */
  get code(): number | undefined {
    if (this.from === 'client') return undefined;
    const code = parseReplyCode(this.#bytes, this.#start, this.#end);
    return code === 0 ? undefined : code;
  }

  /** The enhanced code of a reply, likewise. */
  get enhanced(): string | undefined {
    if (this.from === 'client') return undefined;
    const { enhanced } = parseReplyLine(this.#bytes, this.#start, this.#end);
    return enhanced === '' ? undefined : enhanced;
  }
}

function pendingOf(bytes: Uint8Array | null): Said {
  return bytes === null ? NOTHING : joined(NOTHING, Buffer.from(bytes));
}

function joined({ text, bytes }: Said, more: Buffer): Said {
  return text === ''
    ? { text: more.toString('latin1'), bytes: more }
    : { text: text + more.toString('latin1'), bytes: Buffer.concat([bytes, more]) };
}

function behind({ text, bytes }: Said, start: number): Said {
  return start === text.length ? NOTHING : { text: text.slice(start), bytes: bytes.subarray(start) };
}
