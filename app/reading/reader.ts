import { CaptureLibrary } from '../capture/capture-library.ts';
import { readingBudget } from '../capture/reading-budget.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import type { FileRequest, FromReader, ReaderBeginning, ReadingRequest, ToReader } from './messages.ts';
import { problemOf } from '../requests/handlers.ts';
import type { Numbering } from './numbering.ts';
import { readLoad } from './relay-load.ts';
import { ViewerReading } from './viewer-reading.ts';

/** Pieces of a file that are given at once, in characters or bytes: few messages, and little memory. */
const PIECES_AT_ONCE = 256 * 1024;

/** Milliseconds after which pieces are given however few they are: whoever waits wants to see that it goes on. */
const PIECES_WITHIN = 100;

/** A file that is being made. */
interface FileInHand {
  readonly pieces: AsyncIterator<string | Uint8Array>;
  readonly done: () => number | null;
}

/** Reads captures for all viewers: does as it is told by messages, and answers by messages. */
class Reader {
  readonly #library: CaptureLibrary;
  readonly #version: string;
  readonly #post: (message: FromReader) => void;
  readonly #viewers = new Map<number, ViewerReading>();
  readonly #files = new Map<number, FileInHand>();
  readonly #numbering: Numbering;
  /** What is known of all sessions; worked out from when somebody first wants it. */
  #catalogue: Catalogue | null = null;
  /** Whoever asks behind an annotation is answered as it says. */
  #annotated: Promise<void> = Promise.resolve();

  private constructor(
    library: CaptureLibrary,
    { version = '', firstNumber }: ReaderBeginning,
    post: (message: FromReader) => void,
  ) {
    this.#library = library;
    this.#version = version;
    this.#post = post;
    this.#numbering = { last: firstNumber - 1 };
  }

  /** Opens a reader of a folder. Rejects as reading a file does. */
  static async open(beginning: ReaderBeginning, post: (message: FromReader) => void): Promise<Reader> {
    const onLearned = (session: number): void => post({ type: 'learned', session });
    const { content, slowAfter, version, load } = beginning;
    readingBudget.follow(() => readLoad(load));
    const library = await CaptureLibrary.open(content, { onLearned, slowAfter, version });
    return new Reader(library, beginning, post);
  }

  /** Does as it is told. */
  take(message: ToReader): void {
    switch (message.type) {
      case 'grew':
        for (const growth of message.growths) this.#library.grew(growth);
        for (const { session } of message.growths) this.#grew(session);
        break;
      case 'lost':
        this.#library.lost(message.files);
        break;
      case 'annotated':
        this.#annotated = this.#takeAnnotations();
        break;
      case 'connect':
        this.#connect(message.viewer);
        break;
      case 'disconnect':
        this.#viewers.get(message.viewer)?.close();
        this.#viewers.delete(message.viewer);
        break;
      case 'request':
        void this.#answer(message.viewer, message.id, message.request);
        break;
      case 'file':
        void this.#open(message.viewer, message.id, message.request);
        break;
      case 'read':
        void this.#read(message.id);
        break;
      case 'cancel':
        void this.#cancel(message.id);
        break;
      case 'close':
        void this.#close();
        break;
      case 'ping':
        this.#post({ type: 'pong' });
        break;
    }
  }

  #grew(session: number): void {
    this.#catalogue?.grew(session);
    for (const viewer of this.#viewers.values()) viewer.grew(session);
  }

  async #takeAnnotations(): Promise<void> {
    try {
      await this.#library.annotated();
    } catch {
      // What cannot be read now, the next annotation has read on.
    }
    this.#catalogue?.annotated();
  }

  async #close(): Promise<void> {
    for (const viewer of this.#viewers.values()) viewer.close();
    // What is made in a temporary folder leaves nothing behind.
    await Promise.allSettled([...this.#files.values()].map(async ({ pieces }) => pieces.return?.()));
    await this.#catalogue?.close();
    this.#post({ type: 'closed' });
  }

  #connect(viewer: number): void {
    const send = (event: Extract<FromReader, { type: 'event' }>['event']): void =>
      this.#post({ type: 'event', viewer, event });
    this.#catalogue ??= new Catalogue(this.#library);
    const exporting = { library: this.#library, catalogue: this.#catalogue, version: this.#version };
    this.#viewers.set(viewer, new ViewerReading(exporting, send, this.#numbering));
  }

  async #answer(viewer: number, id: number, request: ReadingRequest): Promise<void> {
    await this.#annotated;
    const reading = this.#viewers.get(viewer);
    const result = reading === undefined ? GONE : await reading.request(request.name, request.payload);
    this.#post({ type: 'answer', id, result: JSON.stringify(result) });
  }

  async #open(viewer: number, id: number, { name, payload }: FileRequest): Promise<void> {
    await this.#annotated;
    try {
      const file = await this.#viewers.get(viewer)?.file(name, payload);
      if (file === undefined) return this.#post({ type: 'no file', id, problem: GONE.problem });
      const { done = () => null } = file;
      this.#files.set(id, { pieces: file.write()[Symbol.asyncIterator](), done });
      this.#post({ type: 'file', id, proposedName: file.proposedName });
    } catch (error) {
      this.#post({ type: 'no file', id, problem: problemOf(error, name) });
    }
  }

  async #read(id: number): Promise<void> {
    const file = this.#files.get(id);
    if (file === undefined)
      return this.#post({ type: 'broken', id, text: 'The file is no longer being made.' });
    const pieces: (string | Uint8Array)[] = [];
    const begun = performance.now();
    try {
      let isLast = false;
      for (let size = 0; size < PIECES_AT_ONCE && performance.now() - begun < PIECES_WITHIN;) {
        const next = await file.pieces.next();
        isLast = next.done === true;
        if (next.done === true) break;
        if (next.value.length > 0) pieces.push(next.value);
        size += next.value.length;
      }
      if (isLast) this.#files.delete(id);
      this.#post({ type: 'pieces', id, pieces, isLast, done: file.done() });
    } catch (error) {
      this.#files.delete(id);
      this.#post({ type: 'broken', id, text: error instanceof Error ? error.message : String(error) });
    }
  }

  async #cancel(id: number): Promise<void> {
    const file = this.#files.get(id);
    this.#files.delete(id);
    await file?.pieces.return?.();
  }
}

const GONE = {
  ok: false,
  problem: { code: 'viewer-gone', text: 'This window is closed.', remedy: 'Open it again.' },
} as const;

/** A reader that may be told of things before it is open. */
export interface BegunReader {
  take(message: ToReader): void;
  /** Rejects as reading a file does. */
  readonly opened: Promise<void>;
}

/** Begins to open a reader of a folder. */
export function beginReader(beginning: ReaderBeginning, post: (message: FromReader) => void): BegunReader {
  let reader: Reader | null = null;
  const early: ToReader[] = [];
  const open = async (): Promise<void> => {
    reader = await Reader.open(beginning, post);
    for (const message of early.splice(0)) reader.take(message);
  };
  return {
    opened: open(),
    take(message) {
      if (reader === null) early.push(message);
      else reader.take(message);
    },
  };
}
