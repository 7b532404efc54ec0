import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Bytes read at once: large enough that the disk is not asked for each packet, small enough to be a short slice of work. */
const PIECE = 256 * 1024;

/** Compressed bytes unpacked at once: deflate makes at most about 1,000 of one (RFC 1951), and that must fit in memory. */
const PACKED_PIECE = 16 * 1024;

/** How reading a file's bytes came to its end. */
export interface BytesEnd {
  readonly compressed: boolean;
  /**
   * - `whole`: there is no more, or no more was wanted
   * - `truncated`, `damaged`: what the file was packed in ends too soon, or is broken
   */
  readonly end: 'whole' | 'truncated' | 'damaged';
}

/** The first bytes of a file as it is read here: unpacked where it is gzip. Rejects as reading a file does. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  let first = Buffer.alloc(0);
  await readBytes(path, async (bytes) => {
    first = Buffer.concat([first, bytes]);
    return first.length < count;
  });
  return first.subarray(0, count);
}

/** Whoever has a file read, and waits for it. */
export interface ReadingWatch {
  /** Raised when the file is not wanted any more. */
  readonly signal?: AbortSignal;
  /** Told, with each piece, how many bytes of the file have been read. */
  readonly onRead?: (bytes: number) => void;
}

/** Takes a piece; resolves to whether there should be more. */
type TakeBytes = (bytes: Buffer) => Promise<boolean>;

/**
 * Reads a file from its beginning, and unpacks it where it is gzip (RFC 1952), whatever its name. Gives it piece by piece
 * to `take`, each when that is done with the one before, as long as it resolves to true. Rejects as reading a file does, and
 * where the watch's signal is raised.
 */
export async function readBytes(path: string, take: TakeBytes, watch: ReadingWatch = {}): Promise<BytesEnd> {
  if (await isGzip(path)) return { compressed: true, end: await unpack(path, take, watch) };
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: PIECE });
  let read = 0;
  for await (const piece of pieces) {
    watch.signal?.throwIfAborted();
    watch.onRead?.((read += piece.length));
    if (!(await take(piece))) break;
  }
  return { compressed: false, end: 'whole' };
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Where a piece is damaged, all that it holds before that is lost: so it is unpacked again, that piece byte by byte. */
async function unpack(path: string, take: TakeBytes, watch: ReadingWatch): Promise<BytesEnd['end']> {
  let given = 0;
  const onRead = (bytes: number): void => {
    watch.signal?.throwIfAborted();
    watch.onRead?.(bytes);
  };
  const takeFirst = (bytes: Buffer): Promise<boolean> => {
    given += bytes.length;
    return take(bytes);
  };
  const { end, unpacked } = await unpackFrom(path, Infinity, takeFirst, onRead);
  if (end !== 'damaged') return end;
  await unpackFrom(path, unpacked, async (bytes) => {
    const more = bytes.subarray(Math.min(given, bytes.length));
    given -= bytes.length - more.length;
    return more.length === 0 || take(more);
  });
  return end;
}

/** `unpacked`: bytes of the file that gave no trouble. */
interface Unpacked {
  readonly end: BytesEnd['end'];
  readonly unpacked: number;
}

/** Unpacks a file, from the byte `careful` on one byte at a time. `onRead` hears how many of its bytes were read. */
async function unpackFrom(
  path: string,
  careful: number,
  take: TakeBytes,
  onRead: (bytes: number) => void = () => {},
): Promise<Unpacked> {
  const gunzip = new Unpacking();
  let unpacked = 0;
  try {
    const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: PACKED_PIECE });
    for await (const piece of pieces) {
      onRead(unpacked + piece.length);
      for (const part of unpacked < careful ? [piece] : singleBytes(piece)) {
        for (const bytes of await gunzip.push(part)) {
          if (!(await take(bytes))) return { end: 'whole', unpacked };
        }
        if (gunzip.end !== null) return { end: gunzip.end, unpacked };
        unpacked += part.length;
      }
    }
    for (const bytes of await gunzip.finish()) {
      if (!(await take(bytes))) return { end: 'whole', unpacked };
    }
    return { end: gunzip.end ?? 'whole', unpacked };
  } finally {
    gunzip.close();
  }
}

function* singleBytes(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) yield bytes.subarray(at, at + 1);
}

/** Node's unpacking, one piece in and what it holds out: as an iterated stream it would lose what precedes damage. */
class Unpacking {
  readonly #stream = createGunzip();
  #unpacked: Buffer[] = [];
  #end: BytesEnd['end'] | null = null;
  #wake: () => void = () => {};

  constructor() {
    this.#stream.on('data', (bytes: Buffer) => this.#unpacked.push(bytes));
    this.#stream.on('end', () => this.#stop('whole'));
    this.#stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#stop(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'damaged');
    });
  }

  /** How it ended; null while it goes on. */
  get end(): BytesEnd['end'] | null {
    return this.#end;
  }

  async push(piece: Buffer): Promise<readonly Buffer[]> {
    return this.#afterwards((done) => this.#stream.write(piece, done));
  }

  async finish(): Promise<readonly Buffer[]> {
    return this.#afterwards(() => this.#stream.end());
  }

  close(): void {
    this.#stream.destroy();
  }

  async #afterwards(act: (done: () => void) => void): Promise<readonly Buffer[]> {
    if (this.#end === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        act(resolve);
      });
    }
    const unpacked = this.#unpacked;
    this.#unpacked = [];
    return unpacked;
  }

  #stop(end: BytesEnd['end']): void {
    this.#end ??= end;
    this.#wake();
  }
}
