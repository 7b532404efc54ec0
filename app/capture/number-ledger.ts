import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE } from './folder.ts';

const FILE_NAME = 'numbers';
const TOKEN_LENGTH = 8;
const RECORD_LENGTH = TOKEN_LENGTH + 4;

/**
 * Gives out the sessions' numbers, each once, to all processes that write to one folder. Each appends what it takes to
 * one file, which the system does whole and in turn, and reads there which numbers that made.
 */
export class NumberLedger {
  readonly #file: FileHandle;
  #read = 0;
  #next = 1;
  #lastTake: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens the ledger of a folder in which numbers up to `used` are taken. Rejects as opening a file does. */
  static async open(directory: string, used: number): Promise<NumberLedger> {
    const ledger = new NumberLedger(await open(join(directory, FILE_NAME), 'a+', FILE_MODE));
    await ledger.#readOn(null);
    // Files may have come from elsewhere, or the ledger may have been deleted.
    if (used >= ledger.#next) await ledger.take(used - ledger.#next + 1);
    return ledger;
  }

  /** Takes `count` numbers that follow one another. Resolves to the first. Rejects as writing a file does. */
  take(count: number): Promise<number> {
    const taken = this.#lastTake.then(() => this.#append(count));
    this.#lastTake = taken.catch(() => {});
    return taken;
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#lastTake;
    await this.#file.close();
  }

  async #append(count: number): Promise<number> {
    const token = randomBytes(TOKEN_LENGTH);
    const record = Buffer.alloc(RECORD_LENGTH);
    token.copy(record);
    record.writeUInt32LE(count, TOKEN_LENGTH);
    await this.#file.write(record);
    const first = await this.#readOn(token);
    if (first === null) throw new Error('The list of session numbers could not be read back.');
    return first;
  }

  /** Reads what has been taken since, by whomever. Resolves to the first number of the record with this token. */
  async #readOn(token: Buffer | null): Promise<number | null> {
    const { size } = await this.#file.stat();
    const length = Math.floor((size - this.#read) / RECORD_LENGTH) * RECORD_LENGTH;
    const records = Buffer.alloc(length);
    await this.#file.read(records, 0, length, this.#read);
    this.#read += length;
    let found: number | null = null;
    for (let at = 0; at < length; at += RECORD_LENGTH) {
      if (token !== null && records.subarray(at, at + TOKEN_LENGTH).equals(token)) found = this.#next;
      this.#next += records.readUInt32LE(at + TOKEN_LENGTH);
    }
    return found;
  }
}
