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

/**
 * Reads a file from its beginning, and unpacks it where it is gzip (RFC 1952), whatever its name. Gives it piece by piece
 * to `take`, each when that is done with the one before, as long as it resolves to true. Rejects as reading a file does.
 */
export async function readBytes(path: string, take: (bytes: Buffer) => Promise<boolean>): Promise<BytesEnd> {
  const compressed = await isGzip(path);
  const pieces: AsyncIterable<Buffer> = createReadStream(path, {
    highWaterMark: compressed ? PACKED_PIECE : PIECE,
  });
  if (compressed) return { compressed, end: await unpack(pieces, take) };
  for await (const piece of pieces) {
    if (!(await take(piece))) break;
  }
  return { compressed, end: 'whole' };
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

async function unpack(
  pieces: AsyncIterable<Buffer>,
  take: (bytes: Buffer) => Promise<boolean>,
): Promise<BytesEnd['end']> {
  const gunzip = new Unpacking();
  try {
    for await (const piece of pieces) {
      for (const bytes of await gunzip.push(piece)) {
        if (!(await take(bytes))) return 'whole';
      }
      if (gunzip.end !== null) return gunzip.end;
    }
    for (const bytes of await gunzip.finish()) {
      if (!(await take(bytes))) return 'whole';
    }
    return gunzip.end ?? 'whole';
  } finally {
    gunzip.close();
  }
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
