import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * What the viewer's page may load and reach: its own files and its own origin, nothing else. Words from the wire are
 * hostile text; should one ever become markup, there is nothing here that it could run or call.
 * https://www.w3.org/TR/CSP3/ (connect-src 'self' covers the WebSocket of the same host and port)
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // The page that mail is shown in, below.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the page is that HTML mail is shown in. */
const MESSAGE_FRAME = '/message-frame.html';

/**
 * What that page may do: nothing but be styled, and show pictures that stand in it. It holds a frame with the mail,
 * which takes this policy over, whatever its markup says. Neither runs scripts, reaches the network, is led elsewhere,
 * or sends a form; and this page's address, unlike the viewer's, tells no token.
 */
const MESSAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-same-origin',
  ].join('; '),
  // A name that is looked up tells that the message is read.
  'X-DNS-Prefetch-Control': 'off',
};

/** The headers that go with every answer of a host to the viewer. */
export const VIEWER_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** One file of the viewer, ready to be sent. */
export interface ViewerFile {
  /** What it is and may do, beside {@link VIEWER_HEADERS} and in their place. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The files of the built viewer. */
export interface ViewerFiles {
  /**
   * The file that a URL's path names (`/` for the page, `/assets/index.js`; percent-encoded as it stands in the
   * URL), or null where the viewer has no such file.
   */
  read(urlPath: string): Promise<ViewerFile | null>;
}

/**
 * Takes stock of the built viewer, once. Only what was found then is ever served, so no spelling of a path leads out
 * of the directory; links are not files, and are left out. Rejects with the code `viewer-not-built` where there is no
 * page in the directory.
 */
export async function openViewerFiles(directory: string): Promise<ViewerFiles> {
  const files = new Map<string, string>();
  await collectFiles(directory, '', files);
  const page = files.get('/index.html');
  if (page === undefined) {
    const text = `The viewer is not built: there is no index.html in ${directory}.`;
    throw Object.assign(new Error(text), { code: 'viewer-not-built' });
  }
  // One address for the page, so that whoever guards it has one path to guard.
  files.delete('/index.html');
  files.set('/', page);
  return {
    async read(urlPath) {
      const name = decodedPath(urlPath);
      const path = files.get(name);
      if (path === undefined) return null;
      const headers = {
        'Content-Type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
        ...(name === MESSAGE_FRAME && MESSAGE_HEADERS),
      };
      return { headers, content: new Uint8Array(await readFile(path)) };
    },
  };
}

async function collectFiles(directory: string, urlPath: string, files: Map<string, string>): Promise<void> {
  for (const entry of await entriesOf(directory)) {
    const path = join(directory, entry.name);
    const entryUrlPath = `${urlPath}/${entry.name}`;
    if (entry.isDirectory()) await collectFiles(path, entryUrlPath, files);
    else if (entry.isFile()) files.set(entryUrlPath, path);
  }
}

async function entriesOf(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function decodedPath(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return '';
  }
}
