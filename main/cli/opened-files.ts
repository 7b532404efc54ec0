import { rmSync } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { listSessionFiles, sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import { importCapture, isCaptureFile } from '../../app/exchange/import-capture.ts';
import { describeCaptureProblem, describeImport } from '../../app/exchange/import-words.ts';
import { VERSION } from '../version.ts';
import { describeFailure } from './failure-words.ts';

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
  #folder: string | null = null;
  readonly #removeAtExit = (): void => {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  };

  /** `tell` gets what is worth knowing of each file, a line at a time. */
  constructor(tell: (words: string) => void) {
    this.#tell = tell;
  }

  /** Finds the sessions behind a path. Never rejects: why there are none stands in the failure. */
  async open(path: string): Promise<OpenedPath> {
    try {
      if ((await stat(path)).isDirectory()) return { files: await filesOfFolder(path), failure: null };
      if (await isCaptureFile(path)) return await this.#bringIn(path);
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

  async #bringIn(path: string): Promise<OpenedPath> {
    const imported = await importCapture(path, { directory: await this.#makeFolder(), version: VERSION });
    const { files, problem } = imported;
    const words = problem === null ? null : describeCaptureProblem(path, problem);
    if (problem?.code !== 'not-a-capture') this.#tell(`${path}: ${describeImport(imported)}.`);
    // What is there of a file that was cut short is all that can be had of it: that is no failure.
    const isFailure = problem !== null && problem.code !== 'truncated';
    if (!isFailure && words !== null) this.#tell(words);
    return { files, failure: isFailure ? words : null };
  }

  async #copyInto(folder: string, file: string): Promise<void> {
    const opened = await openSessions(file);
    if (!opened.ok) return this.#tell(opened.problem.text);
    const numbers = opened.sources.map((source) => source.session);
    const range = { first: Math.min(...numbers), last: Math.max(...numbers) };
    try {
      await copyFile(file, join(folder, sessionFileName(range)), constants.COPYFILE_EXCL);
    } catch (error) {
      this.#tell(isTaken(error) ? sameNumber(file, range.first) : describeFailure(error));
    }
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

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function sameNumber(file: string, session: number): string {
  return `${basename(file)}: its session ${session} has the number of one that is shown already. Open it alone.`;
}
