import { open } from 'node:fs/promises';
import type { WriteStream } from 'node:fs';

/**
 * A file of TLS secrets in NSS key log format, as Wireshark reads it (draft-ietf-tls-keylogfile): whoever has it can read
 * what was encrypted. Lines are appended, so that several programs can share it; a new file is for its owner alone.
 */
export class KeyLog {
  readonly #stream: WriteStream;

  /** Use {@link openKeyLog}. */
  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Takes a line, with its line feed. Never throws, and never waits. */
  write(line: Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(line);
  }

  /** Resolves when everything is in the file. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.closed) return resolve();
      this.#stream.once('close', resolve);
      return this.#stream.end();
    });
  }
}

/** Opens a key log. `onFailure` is told once, when it takes nothing more. Rejects as opening a file does. */
export async function openKeyLog(path: string, onFailure: (error: Error) => void): Promise<KeyLog> {
  const file = await open(path, 'a', 0o600);
  const stream = file.createWriteStream();
  stream.on('error', onFailure);
  return new KeyLog(stream);
}
