import { NumberRanges } from '../capture/number-ranges.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import type { SessionSource } from '../capture/session-source.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestPayload } from '../contract.ts';
import { exportSessions } from '../exchange/export-sessions.ts';
import { messageArchive } from '../exchange/message-archive.ts';
import { RequestError } from '../requests/handlers.ts';
import type { ExportFormat } from '../transcript/export-format.ts';
import type { RequestedFile } from './file-requests.ts';

/** Where conversations are exported from. */
export interface ExportingFrom {
  readonly library: SessionLibrary;
  readonly catalogue: Catalogue;
  /** The program's version. */
  readonly version: string;
}

/** How the names of such files end. */
const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  text: '.txt',
  jsonl: '.jsonl',
  eml: '-messages.zip',
  pcapng: '.pcapng',
  html: '.html',
};

/**
 * Conversations as one file, in the order of their numbers. Throws a {@link RequestError} where none of them is there, or,
 * with `eml`, none has a message.
 */
export function exportedConversations(
  { sessions, format, reveal }: RequestPayload<'conversations.export'>,
  { library, catalogue, version }: ExportingFrom,
): RequestedFile {
  const numbers = [...numbersIn(library, sessions)];
  const [first, last] = [numbers.at(0), numbers.at(-1)];
  if (first === undefined || last === undefined) throw new RequestError(GONE);
  if (format === 'eml' && numbers.every((session) => catalogue.get(session)?.summary.messages === 0)) {
    throw new RequestError(NO_MESSAGES);
  }
  const several = numbers.length > 1;
  const turns = new Turns(library, numbers);
  const name = several ? `smtp-sessions-${first}-${last}` : `smtp-session-${first}`;
  return {
    proposedName: `${name}${ENDINGS[format]}`,
    done: () => turns.done,
    write: () =>
      format === 'eml'
        ? messageArchive(turns.sources())
        : exportSessions(format, turns.sources(), {
            reveal,
            marks: false,
            several,
            version,
            onDone: (part) => turns.partDone(part),
          }),
  };
}

function* numbersIn(
  { ranges, annotations }: SessionLibrary,
  pairs: RequestPayload<'conversations.export'>['sessions'],
): Generator<number, void, undefined> {
  const wanted = new NumberRanges();
  for (const [first, last] of pairs) if (first <= last) wanted.add({ first, last });
  for (const range of ranges) {
    if (wanted.countWithin(range) === 0) continue;
    for (let session = range.first; session <= range.last; session += 1) {
      if (wanted.has(session) && !annotations.isDeleted(session)) yield session;
    }
  }
}

/** Sessions that have their turns, one after the other. */
class Turns {
  readonly #library: SessionLibrary;
  readonly #numbers: readonly number[];
  #done = 0;
  #part = 0;

  constructor(library: SessionLibrary, numbers: readonly number[]) {
    this.#library = library;
    this.#numbers = numbers;
  }

  /** How many have had their turn, from 0 to 1. */
  get done(): number {
    return (this.#done + this.#part) / this.#numbers.length;
  }

  /** So much of the one whose turn it is, from 0 to 1. */
  partDone(part: number): void {
    this.#part = part;
  }

  /** One that is deleted meanwhile is passed over. */
  async *sources(): AsyncGenerator<SessionSource, void, undefined> {
    for (const session of this.#numbers) {
      const source = await this.#library.find(session);
      if (source !== null) yield source;
      this.#done += 1;
      this.#part = 0;
    }
  }
}

const GONE = {
  code: 'no-such-session',
  text: 'None of these conversations is there any more.',
  remedy: 'They may have been deleted.',
} as const;

const NO_MESSAGES = {
  code: 'no-messages',
  text: 'There is no message in these conversations.',
  remedy: 'Choose another form to keep what was said in them.',
} as const;
