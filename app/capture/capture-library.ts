import { join } from 'node:path';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { Annotations } from './annotations.ts';
import type { Captures } from './captures.ts';
import { FileList } from './file-list.ts';
import { listSessionFiles, sessionFileName, type SessionRange } from './folder.ts';
import type { FolderContent, Growth, LiveSession } from './growth.ts';
import type { SessionLibrary } from './session-library.ts';
import { loadIndex, saveIndex } from './index-file.ts';
import { KnownSessions } from './known-sessions.ts';
import { extentOfFile, findSessions, type SessionPlace } from './session-places.ts';
import { SessionSource } from './session-source.ts';
import { within } from './within.ts';

/** Files of which it is remembered where their sessions stand: whoever asks for one is likely to ask for its neighbours. */
const MOST_FILES_KNOWN = 32;

/** Milliseconds that a list waits for a session that has to be read first; then it shows what is known so far. */
const LIST_PATIENCE = 50;

/** The same for somebody who asks for one session. */
const SUMMARY_PATIENCE = 1_000;

/** How a folder is read. */
export interface LibraryOptions {
  /** More is known of a session than a list could say. */
  readonly onLearned?: (session: number) => void;
  /** Microseconds after which a reply is slow; the usual where it is not said. */
  readonly slowAfter?: number | undefined;
  /** The program's version. With it, indexes of long sessions are kept beside them, and found again. */
  readonly version?: string | undefined;
}

/**
 * The sessions of a capture folder, for whoever reads them. The files are the truth; what is held in memory is derived from
 * them, bounded, and can be dropped. It is told of what is written meanwhile, and knows nothing of who writes.
 */
export class CaptureLibrary implements SessionLibrary {
  readonly directory: string;
  readonly annotations: Annotations;
  readonly #files: FileList;
  readonly #slowAfter: number | undefined;
  readonly #version: string | undefined;
  readonly #onLearned: (session: number) => void;
  /** Sessions that are being written, and those of which only this says why they were broken off. */
  readonly #live = new Map<number, LiveSession>();
  readonly #known = new KnownSessions((session) => this.#forgotten(session));
  /** By the first session of their files. Null: it could not be read. */
  readonly #places = new Map<number, Promise<ReadonlyMap<number, SessionPlace> | null>>();

  private constructor(
    { directory, files, live }: FolderContent,
    annotations: Annotations,
    { onLearned = () => {}, slowAfter, version }: LibraryOptions,
  ) {
    this.#slowAfter = slowAfter;
    this.#version = version;
    this.directory = directory;
    this.annotations = annotations;
    this.#files = new FileList(files, annotations.deleted);
    this.#onLearned = onLearned;
    for (const growth of live) this.grew(growth);
  }

  /** Opens what a folder holds. Rejects as reading a file does. */
  static async open(content: FolderContent, options: LibraryOptions = {}): Promise<CaptureLibrary> {
    return new CaptureLibrary(content, await Annotations.open(content.directory), options);
  }

  /** Opens what is written to in this thread, and follows it from then on. */
  static follow(captures: Captures, options: LibraryOptions = {}): CaptureLibrary {
    const library = new CaptureLibrary(captures.content, captures.annotations, options);
    captures.listen({
      grew: (growth) => library.grew(growth),
      lost: (files) => library.lost(files),
      annotated: () => library.#takeAnnotations(),
    });
    return library;
  }

  /** Opens a folder that this program does not write to. Rejects as reading a folder does. */
  static async openFolder(directory: string): Promise<CaptureLibrary> {
    return CaptureLibrary.open({ directory, files: await listSessionFiles(directory), live: [] });
  }

  /** {@link SessionLibrary} */
  get derivation(): string {
    return `${this.#version ?? ''} ${this.#slowAfter ?? ''}`;
  }

  /** {@link SessionLibrary} */
  get ranges(): readonly SessionRange[] {
    return this.#files.ranges;
  }

  /** {@link SessionLibrary} */
  get total(): number {
    return this.#files.total;
  }

  /** {@link SessionLibrary}. Files that are no sessions are passed over. */
  async list(from: number, count: number): Promise<SessionSummary[]> {
    const sources = await Promise.all(this.#files.newest(from, count).map((session) => this.find(session)));
    return this.#summaries(
      sources.filter((source) => source !== null),
      LIST_PATIENCE,
    );
  }

  /** {@link SessionLibrary}. Of a file that cannot be read it says what was read of it before. */
  async summary(session: number): Promise<SessionSummary | null> {
    const source = await this.find(session);
    const [summary] = source === null ? [] : await this.#summaries([source], SUMMARY_PATIENCE);
    return summary === undefined ? null : this.annotations.decorate(summary);
  }

  /** {@link SessionLibrary} */
  async find(session: number): Promise<SessionSource | null> {
    if (this.annotations.isDeleted(session)) return null;
    const known = this.#known.get(session);
    if (known !== undefined) return known;
    const file = this.#files.fileOf(session);
    if (file === null) return null;
    this.#open(session, file);
    return this.#known.get(session) ?? null;
  }

  /** There is more of a session on the disk, or it ended. */
  grew({ session, file, live }: Growth): void {
    this.#files.add(file);
    if (live === null) return;
    const { growing, brokenOff } = live.extent;
    // Of a session that is over, its file says all but why it was broken off.
    if (growing || brokenOff !== '' || this.#known.has(session)) this.#live.set(session, live);
    else this.#live.delete(session);
  }

  /** Files are gone, with the sessions in them. */
  lost(files: readonly SessionRange[]): void {
    this.#files.drop(files);
    for (const { first } of files) this.#places.delete(first);
    this.#known.deleteWhere((session) =>
      files.some(({ first, last }) => session >= first && session <= last),
    );
  }

  /** People have said something of sessions. Rejects as reading a file does. */
  async annotated(): Promise<void> {
    await this.annotations.readOn();
    this.#takeAnnotations();
  }

  /** What is later known of them than within so many milliseconds, is told when it is. */
  async #summaries(sources: readonly SessionSource[], patience: number): Promise<SessionSummary[]> {
    let isLate = false;
    // The newest stand first in the list, and the last to ask is the first to read.
    const reading = sources.toReversed().map(async (source) => {
      await source.catchUp();
      if (isLate) this.#onLearned(source.session);
    });
    await within(patience, Promise.allSettled(reading));
    isLate = true;
    return sources.map((source) => source.index.summary());
  }

  #takeAnnotations(): void {
    this.#files.count();
    this.#known.deleteWhere((session) => this.annotations.isDeleted(session));
  }

  #open(session: number, file: SessionRange): void {
    const path = join(this.directory, sessionFileName(file));
    const live = this.#live.get(session);
    if (live !== undefined) {
      const extent = () => this.#live.get(session)?.extent ?? extentOfFile(path, live.info.writer);
      const slowAfter = this.#slowAfter;
      const source = new SessionSource({ info: live.info, path, start: 0, extent, slowAfter });
      this.#watch(source);
      return this.#known.set(session, Promise.resolve(source));
    }
    this.#known.set(session, this.#openFrom(session, file, path));
  }

  async #openFrom(session: number, file: SessionRange, path: string): Promise<SessionSource | null> {
    const places = await this.#placesIn(file, path);
    // Next time it may be one: another process may just have begun it.
    if (places === null) {
      this.#known.delete(session);
      this.#places.delete(file.first);
    }
    const place = places?.get(session);
    return place === undefined ? null : this.#warmed(place);
  }

  #placesIn({ first }: SessionRange, path: string): Promise<ReadonlyMap<number, SessionPlace> | null> {
    const finding = this.#places.get(first) ?? placesOf(path);
    // The last in the map is the one that was used last.
    this.#places.delete(first);
    this.#places.set(first, finding);
    const oldest = this.#places.keys().next();
    if (this.#places.size > MOST_FILES_KNOWN && oldest.done !== true) this.#places.delete(oldest.value);
    return finding;
  }

  /** What was kept of a long session need not be made again. */
  async #warmed(place: SessionPlace): Promise<SessionSource> {
    const source = new SessionSource({ ...place, slowAfter: this.#slowAfter });
    const version = this.#version;
    const mayBeKept = version !== undefined && !source.isShared;
    if (!mayBeKept || !(await loadIndex(source, version))) this.#watch(source);
    return source;
  }

  #watch(source: SessionSource): void {
    const version = this.#version;
    source.onClosed = () => {
      this.#known.grew(source.session);
      if (version !== undefined && !source.isShared) void saveIndex(source, version);
    };
  }

  /** How far it went, its file says by then, but for one that is being written or was broken off. */
  #forgotten(session: number): void {
    const live = this.#live.get(session);
    if (live?.extent.growing === false && live.extent.brokenOff === '') this.#live.delete(session);
  }
}

async function placesOf(path: string): Promise<ReadonlyMap<number, SessionPlace> | null> {
  const found = await findSessions(path);
  return found.ok ? new Map(found.places.map((place) => [place.info.session, place])) : null;
}
