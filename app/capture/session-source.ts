import { open, type FileHandle } from 'node:fs/promises';
import { EntryReader, hasFileHeader } from './entry-reader.ts';
import { SessionIndex } from './session-index.ts';
import { parseSessionInfo } from './session-payload.ts';

/** A session that can be read: its file, and what is known of it. The index of one that is open grows. */
export interface SessionSource {
  readonly session: number;
  readonly path: string;
  readonly index: SessionIndex;
}

/** Why a file could not be read as a session. */
export interface SourceProblem {
  readonly code: 'not-a-session' | 'unreadable';
  readonly path: string;
  readonly text: string;
}

/** A session, or why there is none. */
export type SourceResult =
  | { readonly ok: true; readonly source: SessionSource }
  | { readonly ok: false; readonly problem: SourceProblem };

/** Reads a session's file through once, and so knows it. Never rejects. */
export async function loadSession(path: string): Promise<SourceResult> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    return await indexFile(file, path);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'unreadable', path, text } };
  } finally {
    await file?.close();
  }
}

async function indexFile(file: FileHandle, path: string): Promise<SourceResult> {
  const notASession: SourceResult = {
    ok: false,
    problem: { code: 'not-a-session', path, text: `${path} is not a session that SMTP Spy recorded.` },
  };
  if (!(await hasFileHeader(file))) return notASession;
  const reader = new EntryReader(file);
  let index: SessionIndex | null = null;
  let session = 0;
  let writer = 0;
  for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
    for (const { entry, next } of placed) {
      if (entry.kind === 'session') {
        const info = parseSessionInfo(entry.payload);
        if (info === null) return notASession;
        index = new SessionIndex(info);
        session = info.session;
        writer = info.writer.process;
      }
      index?.take(entry, next);
    }
  }
  if (index === null) return notASession;
  if (index.isOpen && (reader.end === 'damaged' || !isRunning(writer))) {
    index.breakOff(howTheRecordBroke(reader));
  }
  return { ok: true, source: { session, path, index } };
}

function howTheRecordBroke(reader: EntryReader): string {
  return reader.end === 'damaged'
    ? `The record is damaged from byte ${reader.position} on; all before it is shown.`
    : 'SMTP Spy ended before the conversation did; all that it had written by then is shown.';
}

/** Whether a process of this number runs: then it may still be writing. */
function isRunning(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
