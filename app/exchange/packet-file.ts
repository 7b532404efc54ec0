import type { Buffer } from 'node:buffer';
import { ByteWindow } from './byte-window.ts';
import type { CaptureProblem } from './capture-problem.ts';
import type { PacketListener } from './captured-packet.ts';
import { pcapForm, PcapReader } from './pcap.ts';
import { beginsPcapng, PcapngReader } from './pcapng.ts';
import type { ReadingStep } from './reading-step.ts';

/** Reads a capture file of one form. */
interface FormReader {
  read(window: ByteWindow): ReadingStep;
}

/** What is wrong with a capture file, compressed or not. */
export type CaptureFault = Omit<CaptureProblem, 'unpacked'>;

/** The bytes by which a capture file is known. */
export const MAGIC_LENGTH = 4;

/** What is wrong with a file that does not even begin as a capture. */
const NOTHING = {
  code: 'not-a-capture',
  offset: 0,
  expected: 'the beginning of a pcap or pcapng file',
} as const satisfies CaptureFault;

/** Whether a file that begins with these bytes is a capture file, as far as its first four tell. */
export function beginsCapture(start: Buffer): boolean {
  return start.length >= MAGIC_LENGTH && (pcapForm(start) !== null || beginsPcapng(start));
}

/**
 * Reads a pcap or pcapng file from its bytes as they come, in pieces of any size. It holds no more than one piece and one
 * packet at a time. Whatever it cannot read ends it: everything before has been given to the listener by then.
 */
export class PacketFile {
  readonly #listener: PacketListener;
  readonly #window = new ByteWindow();
  #reader: FormReader | null = null;
  /** What will be wrong if the file is over now. */
  #awaited: CaptureFault | null = null;
  #problem: CaptureFault | null = null;

  constructor(listener: PacketListener) {
    this.#listener = listener;
  }

  /** Takes more of the file. False where no more of it can be read. */
  push(bytes: Buffer): boolean {
    if (this.#problem !== null) return false;
    this.#window.push(bytes);
    while (this.#goOn());
    return this.#problem === null;
  }

  /** The file is over. Tells what was wrong with it; null where it was whole. */
  finish(): CaptureFault | null {
    if (this.#reader === null) return NOTHING;
    return this.#problem ?? this.#awaited;
  }

  #goOn(): boolean {
    const step = this.#read();
    switch (step.step) {
      case 'go':
        return true;
      case 'pause':
        this.#awaited = null;
        return false;
      case 'wait':
        this.#awaited = { code: 'truncated', offset: step.at, expected: step.expected };
        return false;
      case 'stop':
        this.#problem = { code: step.code, offset: step.at, expected: step.expected };
        return false;
    }
  }

  #read(): ReadingStep {
    if (this.#reader !== null) return this.#reader.read(this.#window);
    const start = this.#window.peek(MAGIC_LENGTH);
    if (start === null) return { step: 'pause' };
    const form = pcapForm(start);
    if (form !== null) this.#reader = new PcapReader(form, this.#listener);
    else if (beginsPcapng(start)) this.#reader = new PcapngReader(this.#listener);
    else return { step: 'stop', code: NOTHING.code, at: NOTHING.offset, expected: NOTHING.expected };
    return { step: 'go' };
  }
}
