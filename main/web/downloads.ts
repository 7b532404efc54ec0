import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SaveResult } from '../../app/contract.ts';
import type { FileSource } from '../../app/viewer-connection.ts';
import { attachment, safeFileName } from './content-disposition.ts';

/** How long a download waits to be fetched, in milliseconds: the viewer fetches it at once. */
const WAITS_FOR = 60_000;

/** Downloads that wait at a time: a person starts one after the other. The oldest gives way. */
const MOST_WAITING = 100;

/** Files that were asked for and wait to be fetched, each once. */
export interface Downloads {
  /** Keeps a file ready under a path of its own, for a minute. */
  offer(proposedName: string, write: FileSource, token: string): SaveResult;
  /** Streams what a path names into the response; false where nothing waits there. */
  serve(urlPath: string, response: ServerResponse): Promise<boolean>;
  /** Forgets what waits. */
  close(): void;
}

interface Waiting {
  readonly fileName: string;
  readonly write: FileSource;
  readonly expiry: NodeJS.Timeout;
}

/** Begins with nothing to fetch. */
export function createDownloads(): Downloads {
  const waiting = new Map<string, Waiting>();

  function take(key: string): Waiting | undefined {
    const download = waiting.get(key);
    if (download === undefined) return undefined;
    clearTimeout(download.expiry);
    waiting.delete(key);
    return download;
  }

  return {
    offer(proposedName, write, token) {
      const oldest = waiting.keys().next();
      if (waiting.size >= MOST_WAITING && !oldest.done) take(oldest.value);
      const key = randomBytes(16).toString('base64url');
      const fileName = safeFileName(proposedName);
      const expiry = setTimeout(() => take(key), WAITS_FOR).unref();
      waiting.set(key, { fileName, write, expiry });
      return { result: 'download', url: `/download/${key}/${encodeURIComponent(fileName)}?token=${token}` };
    },
    async serve(urlPath, response) {
      const key = /^\/download\/([\w-]+)\//.exec(urlPath)?.[1];
      const download = key === undefined ? undefined : take(key);
      if (download === undefined) return false;
      await stream(download, response);
      return true;
    },
    close() {
      for (const key of waiting.keys()) take(key);
    },
  };
}

/**
 * Sends the file as fast as the browser takes it. When it cannot be made to its end, the connection breaks, so
 * that the browser tells of a failed download instead of keeping half a file.
 */
async function stream(download: Waiting, response: ServerResponse): Promise<void> {
  response.setHeader('Content-Type', mediaTypeOf(download.fileName));
  response.setHeader('Content-Disposition', attachment(download.fileName));
  try {
    await pipeline(Readable.from(download.write(), { objectMode: false }), response);
  } catch {
    response.destroy();
  }
}

/** It is only ever kept as a file: what a browser might show instead is called bytes. */
function mediaTypeOf(fileName: string): string {
  return fileName.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
