import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCapture, isCaptureFile } from '../../app/exchange/import-capture.ts';
import { describeCaptureProblem, describeImport } from '../../app/exchange/import-words.ts';
import { VERSION } from '../version.ts';
import { endSignal } from './signals.ts';

/** What came of opening a file. */
export interface OpenedCapture {
  /** The files of its sessions. */
  readonly files: readonly string[];
  /** Why not all of it can be shown, for people; null where nothing is wrong. */
  readonly failure: string | null;
}

/**
 * Packet captures that are brought in to be printed. Their sessions are kept in a temporary folder, which only the user
 * can look into and which is gone when the program ends, on a signal too.
 */
export class CapturesFromElsewhere {
  #folder: string | null = null;
  readonly #tell: (words: string) => void;

  /** `tell` gets what is worth knowing of each file, a line at a time. */
  constructor(tell: (words: string) => void) {
    this.#tell = tell;
  }

  /** Opens a file; null where it is no packet capture. Rejects as reading it, or writing its sessions, does. */
  async open(path: string): Promise<OpenedCapture | null> {
    if (!(await isCaptureFile(path))) return null;
    const imported = await importCapture(path, { directory: await this.#makeFolder(), version: VERSION });
    const { files, problem } = imported;
    const words = problem === null ? null : describeCaptureProblem(path, problem);
    if (problem?.code !== 'not-a-capture') this.#tell(`${path}: ${describeImport(imported)}.`);
    // What is there of a file that was cut short is all that can be had of it: that is no failure.
    const isFailure = problem !== null && problem.code !== 'truncated';
    if (!isFailure && words !== null) this.#tell(words);
    return { files, failure: isFailure ? words : null };
  }

  async #makeFolder(): Promise<string> {
    if (this.#folder !== null) return this.#folder;
    const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-'));
    this.#folder = folder;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    endSignal().addEventListener('abort', () => process.exit(1));
    return folder;
  }
}
