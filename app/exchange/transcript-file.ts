import { Buffer } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Speaker } from '../smtp/words.ts';
import type { CaptureProblem } from './capture-problem.ts';
import { readBytes, type ReadingWatch } from './file-bytes.ts';
import type { SessionFile, SessionFiles } from './session-file.ts';

/** What a line of a transcript begins with: the session's number where there are several, and who speaks. */
const LINE_START = /^(?:(\d{1,15}) )?(c>|s<)(?: |$)/;

/** Bytes at the beginning of a line among which its start has to be. */
const START_BYTES = 32;

/** The longest line that is waited for, in bytes: far longer than SMTP has, and an end to a file without any. */
const LONGEST_LINE = 16 * 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const CRLF = Buffer.from('\r\n');

/** Whether a file's first bytes are those of a transcript as this program writes it. */
export function beginsTranscript(first: Buffer): boolean {
  const text = first.toString('latin1');
  return LINE_START.test(text.split(/\r?\n/).find((line) => !line.startsWith('#')) ?? '');
}

/**
 * Brings in a transcript (`c> …`, `s< …`): each numbered conversation becomes a session. It tells no times: all is said when
 * the file was last changed. Masked secrets stay masked. Resolves to why not all could be read; null where all was.
 * Rejects as reading and writing files does, and where the signal is raised.
 */
export async function readTranscriptFile(
  path: string,
  sessions: SessionFiles,
  { version, ...watch }: { readonly version: string } & ReadingWatch,
): Promise<CaptureProblem | null> {
  const time = (await stat(path)).mtimeMs * 1_000;
  const reading = new TranscriptReading(basename(path), time, version, sessions);
  let waiting = Buffer.alloc(0);
  const take = async (bytes: Buffer): Promise<boolean> => {
    waiting = reading.takeLines(Buffer.concat([waiting, bytes]));
    await sessions.write();
    return reading.problem === null && waiting.length <= LONGEST_LINE;
  };
  const { compressed } = await readBytes(path, take, watch);
  if (reading.problem === null && waiting.length > 0) reading.takeLine(waiting);
  reading.end();
  await sessions.write();
  return reading.problem === null ? null : { ...reading.problem, unpacked: compressed };
}

/** One transcript that is being read. */
class TranscriptReading {
  readonly #name: string;
  readonly #time: number;
  readonly #version: string;
  readonly #sessions: SessionFiles;
  readonly #spoken = new Map<string, Spoken>();
  #offset = 0;
  problem: Omit<CaptureProblem, 'unpacked'> | null = null;

  constructor(name: string, time: number, version: string, sessions: SessionFiles) {
    this.#name = name;
    this.#time = Math.round(time);
    this.#version = version;
    this.#sessions = sessions;
  }

  /** Takes whole lines, and returns what is left behind the last. */
  takeLines(bytes: Buffer): Buffer<ArrayBuffer> {
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0 && this.problem === null; at = bytes.indexOf(LF, from)) {
      this.takeLine(bytes.subarray(from, at + 1));
      from = at + 1;
    }
    return Buffer.from(bytes.subarray(from));
  }

  /** Takes one line, with or without its ending. */
  takeLine(line: Buffer): void {
    const words = withoutEnding(line);
    const match = LINE_START.exec(words.subarray(0, START_BYTES).toString('latin1'));
    if (match !== null) this.#said(match, words.subarray(match[0].length));
    // What stands behind `# ` happened, or is a remark; an empty line is a gap.
    else if (words.length > 0 && !words.subarray(0, 1).equals(Buffer.from('#'))) {
      this.problem = {
        code: 'damaged',
        offset: this.#offset,
        expected: 'a line that begins with “c> ” or “s< ”',
      };
    }
    this.#offset += line.length;
  }

  end(): void {
    const text = 'The transcript ends here.';
    for (const { file, farewell } of this.#spoken.values()) {
      const ending = farewell === 'answered' ? IN_ORDER : BROKEN_OFF;
      file.event({ event: 'closed', ...ending, text }, this.#time);
      file.close();
    }
  }

  #said([, number = '', tag]: RegExpExecArray, words: Buffer): void {
    const from: Speaker = tag === 'c>' ? 'client' : 'server';
    const spoken = this.#spoken.get(number) ?? this.#begin(number);
    spoken.farewell = farewellBehind(spoken.farewell, from, words);
    spoken.file.bytes(from, this.#time, Buffer.concat([words, CRLF]));
  }

  #begin(number: string): Spoken {
    const nobody = { address: 'unknown', port: 0 };
    const file = this.#sessions.begin({
      started: this.#time,
      listener: this.#name,
      client: nobody,
      server: { host: 'unknown', ...nobody },
      writer: { process: process.pid, version: this.#version },
    });
    const spoken: Spoken = { file, farewell: 'none' };
    this.#spoken.set(number, spoken);
    return spoken;
  }
}

/** Whether the client has said QUIT as its last word, and the server has answered (RFC 5321 section 4.1.1.10). */
type Farewell = 'none' | 'said' | 'answered';

/** A conversation of the transcript, as far as it has been read. */
interface Spoken {
  readonly file: SessionFile;
  farewell: Farewell;
}

/** Nobody wrote down who closed the connection. Behind QUIT and its 221, that matters to nobody. */
const IN_ORDER = { by: 'server', how: 'end' } as const;
const BROKEN_OFF = { by: 'spy', how: 'stopped' } as const;

function farewellBehind(farewell: Farewell, from: Speaker, words: Buffer): Farewell {
  const text = words.subarray(0, START_BYTES).toString('latin1');
  if (from === 'client') return /^quit\s*$/i.test(text) ? 'said' : 'none';
  return farewell === 'said' && text.startsWith('221') ? 'answered' : farewell;
}

function withoutEnding(line: Buffer): Buffer {
  const end = line.at(-1) === LF ? line.length - 1 : line.length;
  return line.subarray(0, line[end - 1] === CR ? end - 1 : end);
}
