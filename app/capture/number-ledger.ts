import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE } from './folder.ts';

const FILE_NAME = 'numbers';
const TOKEN_LENGTH = 8;
const ITEM_LENGTH = TOKEN_LENGTH + 4;

/** Items that are read at once: more than other processes append in the moment between a write and the read behind it. */
const ITEMS_READ = 256;

/**
 * Gives out the sessions' numbers, each once, to all processes that write to one folder. Each appends what it takes to
 * one file, which the system does whole and in turn, and reads there which numbers that made.
 */
export class NumberLedger {
  readonly #path: string;
  readonly #used: number;
  #file: FileHandle | null = null;
  #read = 0;
  #next = 1;
  #lastTake: Promise<unknown> = Promise.resolve();

  /** The ledger of a folder in which numbers up to `used` are taken. Its file is opened when it is needed. */
  constructor(directory: string, used: number) {
    this.#path = join(directory, FILE_NAME);
    this.#used = used;
  }

  /** Takes `count` numbers that follow one another. Resolves to the first. Rejects as opening or writing a file does. */
  take(count: number): Promise<number> {
    const taken = this.#lastTake.then(async () => {
      this.#file ??= await this.#open();
      return this.#append(this.#file, count);
    });
    this.#lastTake = taken.catch(() => {});
    return taken;
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#lastTake;
    await this.#file?.close();
    this.#file = null;
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+', FILE_MODE);
    try {
      this.#read = 0;
      this.#next = 1;
      await cutTornItem(file);
      await this.#readOn(file, null);
      // Files may have come from elsewhere, or the ledger may have been deleted.
      if (this.#used >= this.#next) await this.#append(file, this.#used - this.#next + 1);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #append(file: FileHandle, count: number): Promise<number> {
    const token = randomBytes(TOKEN_LENGTH);
    const item = Buffer.alloc(ITEM_LENGTH);
    token.copy(item);
    item.writeUInt32LE(count, TOKEN_LENGTH);
    const { bytesWritten } = await file.write(item);
    if (bytesWritten < ITEM_LENGTH) {
      await cutTornItem(file);
      throw new NoRoomError();
    }
    const first = await this.#readOn(file, token);
    if (first === null) throw new Error('The list of session numbers could not be read back.');
    return first;
  }

  /** Reads what has been taken since, by whomever. Resolves to the first number of the item with this token. */
  async #readOn(file: FileHandle, token: Buffer | null): Promise<number | null> {
    const items = Buffer.alloc(ITEMS_READ * ITEM_LENGTH);
    let found: number | null = null;
    for (;;) {
      const { bytesRead } = await file.read(items, 0, items.length, this.#read);
      const length = Math.floor(bytesRead / ITEM_LENGTH) * ITEM_LENGTH;
      for (let at = 0; at < length; at += ITEM_LENGTH) {
        if (token !== null && items.subarray(at, at + TOKEN_LENGTH).equals(token)) found = this.#next;
        this.#next += items.readUInt32LE(at + TOKEN_LENGTH);
      }
      this.#read += length;
      if (length === 0 || bytesRead < items.length) return found;
    }
  }
}

/** A part of an item was written, and then the disk was full: items behind it could not be told apart. */
async function cutTornItem(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size % ITEM_LENGTH !== 0) await file.truncate(size - (size % ITEM_LENGTH));
}

/** The disk took only a part of an item. */
class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
  readonly code = 'ENOSPC';

  constructor() {
    super('ENOSPC: no space left on device, write');
  }
}
