import { basename } from 'node:path';
import { listSessionFiles, makeFolder } from '../capture/folder.ts';
import { NumberLedger } from '../capture/number-ledger.ts';
import type { CaptureProblem } from './capture-problem.ts';
import { firstBytes, type ReadingWatch } from './file-bytes.ts';
import { importCapture, isCaptureFile } from './import-capture.ts';
import { describeCaptureProblem, describeImport } from './import-words.ts';
import { beginsMail, readMailFile } from './mail-file.ts';
import { SessionFiles } from './session-file.ts';
import { beginsTranscript, readTranscriptFile } from './transcript-file.ts';

/** Bytes by which a file's kind is told. */
const TELLING_BYTES = 4_096;

/** What can be brought in: files from elsewhere that become sessions. */
export type ForeignKind = 'capture' | 'transcript' | 'mail';

/** How a file is brought in. */
export interface BringInOptions extends ReadingWatch {
  /** The capture folder that its sessions go to, behind those that are there. */
  readonly directory: string;
  /** What the file is called for people, where that is not its path. */
  readonly name?: string;
  /** The program's version, as the record keeps it. */
  readonly version: string;
}

/** What became of a file, for people. */
export interface BroughtIn {
  /** The files of its sessions. */
  readonly files: readonly string[];
  /** What is worth knowing of it; empty: nothing. */
  readonly note: string;
  /** Why there is nothing of it to show, or less than there should be; null where all is well. */
  readonly failure: string | null;
}

/** What a file is, by its first bytes; null where it is none of what can be brought in. Rejects as reading a file does. */
export async function kindOfFile(path: string): Promise<ForeignKind | null> {
  if (await isCaptureFile(path)) return 'capture';
  const first = await firstBytes(path, TELLING_BYTES);
  if (beginsTranscript(first)) return 'transcript';
  return beginsMail(first) ? 'mail' : null;
}

/** Brings in a file from elsewhere. Rejects as reading and writing files does, and where the signal is raised. */
export async function bringIn(path: string, kind: ForeignKind, options: BringInOptions): Promise<BroughtIn> {
  const name = options.name ?? path;
  switch (kind) {
    case 'capture': {
      const imported = await importCapture(path, options);
      const note = imported.problem?.code === 'not-a-capture' ? '' : `${name}: ${describeImport(imported)}.`;
      return { files: imported.files, ...sayProblem(name, note, imported.problem) };
    }
    case 'transcript': {
      const { files, problem } = await intoFolder(options.directory, (sessions) =>
        readTranscriptFile(path, sessions, options),
      );
      return { files, ...sayProblem(name, '', problem) };
    }
    case 'mail': {
      const { files } = await intoFolder(options.directory, async (sessions) => {
        await readMailFile(path, sessions, options);
        return null;
      });
      const note = `${basename(name)}: a mail without its conversation. The envelope is made up from its header.`;
      return { files, note, failure: null };
    }
  }
}

/** What is there of a file that was cut short is all that can be had of it: that is no failure. */
function sayProblem(name: string, note: string, problem: CaptureProblem | null) {
  if (problem === null) return { note, failure: null };
  const words = describeCaptureProblem(name, problem);
  if (problem.code !== 'truncated') return { note, failure: words };
  return { note: [note, words].filter((part) => part !== '').join(' '), failure: null };
}

async function intoFolder(
  directory: string,
  read: (sessions: SessionFiles) => Promise<CaptureProblem | null>,
): Promise<{ readonly files: readonly string[]; readonly problem: CaptureProblem | null }> {
  await makeFolder(directory);
  const taken = (await listSessionFiles(directory)).reduce((highest, { last }) => Math.max(highest, last), 0);
  const numbers = new NumberLedger(directory, taken);
  try {
    const sessions = new SessionFiles(directory, numbers);
    const problem = await read(sessions);
    return { files: sessions.files, problem };
  } finally {
    await numbers.close();
  }
}
