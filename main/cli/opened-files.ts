import { rmSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { listSessionFiles, sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import { bringIn, kindOfFile, type ForeignKind } from '../../app/exchange/bring-in.ts';
import { copySessions } from '../../app/exchange/copy-sessions.ts';
import type { WorkBoard } from '../../app/work-board.ts';
import { VERSION } from '../version.ts';
import { describeFailure } from './failure-words.ts';
import { terminalProgress } from './terminal-progress.ts';

/** What a path stands for. */
export interface OpenedPath {
  /** The files of its sessions. */
  readonly files: readonly string[];
  /** Why not all of it can be shown, for people; null where nothing is wrong. */
  readonly failure: string | null;
}

/**
 * What people name to be shown: session files, capture folders, packet captures. What a packet capture holds is brought into
 * a temporary folder, which only the user can look into and which is gone with the program.
 */
export class OpenedFiles {
  readonly #tell: (words: string) => void;
  readonly #board: WorkBoard = terminalProgress();
  readonly #signal: AbortSignal | undefined;
  #folder: string | null = null;
  readonly #removeAtExit = (): void => {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  };

  /** `tell` gets what is worth knowing of each file, a line at a time. `signal` is raised when they are not wanted any more. */
  constructor(tell: (words: string) => void, signal?: AbortSignal) {
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Finds the sessions behind a path. Never rejects: why there are none stands in the failure. */
  async open(path: string): Promise<OpenedPath> {
    try {
      if ((await stat(path)).isDirectory()) return await this.#openFolder(path);
      const kind = await kindOfFile(path);
      if (kind !== null) return await this.#bringIn(path, kind);
      const opened = await openSessions(path);
      return opened.ok ? { files: [path], failure: null } : { files: [], failure: opened.problem.text };
    } catch (error) {
      return { files: [], failure: describeFailure(error) };
    }
  }

  /**
   * Opens paths for a viewer, which shows one capture folder: a folder that is named alone, or else one that holds what they
   * all hold. Rejects as making a folder does.
   */
  async openAsFolder(paths: readonly string[]): Promise<string> {
    const [only] = paths;
    if (paths.length === 1 && only !== undefined && (await isFolder(only))) return only;
    const folder = await this.#makeFolder();
    for (const path of paths) {
      const { files, failure } = await this.open(path);
      if (failure !== null) this.#tell(failure);
      for (const file of files) {
        if (dirname(file) !== folder) await this.#copyInto(folder, file);
      }
    }
    return folder;
  }

  /** Deletes what was made for this. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
    process.off('exit', this.#removeAtExit);
    this.#folder = null;
  }

  async #bringIn(path: string, kind: ForeignKind): Promise<OpenedPath> {
    const directory = await this.#makeFolder();
    const work = { kind: 'bringing-in', of: 0, subject: basename(path) } as const;
    const total = (await stat(path)).size;
    const onRead = (done: number): void => this.#board.goesOn({ ...work, done, total }, null);
    const signal = this.#signal;
    try {
      const how = { directory, version: VERSION, onRead, ...(signal !== undefined && { signal }) };
      const { files, note, failure } = await bringIn(path, kind, how);
      this.#board.isOver(work);
      if (note !== '') this.#tell(note);
      return { files, failure };
    } finally {
      this.#board.isOver(work);
    }
  }

  async #openFolder(path: string): Promise<OpenedPath> {
    const files = await filesOfFolder(path);
    if (files.length === 0) this.#tell(`No conversations in ${path} yet.`);
    return { files, failure: null };
  }

  async #copyInto(folder: string, file: string): Promise<void> {
    const problem = await copySessions(file, folder).catch(describeFailure);
    if (problem !== null) this.#tell(problem);
  }

  async #makeFolder(): Promise<string> {
    if (this.#folder !== null) return this.#folder;
    this.#folder = await mkdtemp(join(tmpdir(), 'smtp-spy-'));
    process.once('exit', this.#removeAtExit);
    return this.#folder;
  }
}

async function filesOfFolder(path: string): Promise<string[]> {
  return (await listSessionFiles(path)).map((range) => join(path, sessionFileName(range)));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
