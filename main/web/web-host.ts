import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ViewerConnection, ViewerHost } from '../../app/viewer-connection.ts';
import { openViewerFiles, VIEWER_HEADERS, type ViewerFiles } from '../viewer-files.ts';
import { createAdmission, type Admission, type RequestClaims } from './admission.ts';
import { createDownloads, type Downloads } from './downloads.ts';
import { LONGEST_REQUEST, serveViewerSocket } from './viewer-socket.ts';

/** What the web host needs to begin. */
export interface WebHostOptions {
  readonly application: { connectViewer(host: ViewerHost): ViewerConnection };
  /** Where the built viewer lies. */
  readonly viewerDirectory: string;
  /** The address to bind to. */
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
}

/** A viewer's host that is open. */
export interface WebHost {
  /** Where the viewer is, with its token: whoever has this URL sees everything. */
  readonly url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/**
 * Serves the viewer over HTTP, and the contract over a WebSocket. Rejects with Node's own error where the address or
 * port cannot be had (`EADDRINUSE`, `EACCES`, …), and with `viewer-not-built` where there is no viewer to serve.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const files = await openViewerFiles(options.viewerDirectory);
  const downloads = createDownloads();
  const server = createServer();
  const port = await listen(server, options.address, options.port);
  const admission = createAdmission(options.address, port);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_REQUEST,
    // Both ends are on one machine: compressing would cost more than it saves.
    perMessageDeflate: false,
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, admission, files, downloads).catch(() => response.destroy());
  });

  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const refusal = refusesSocket(request, admission);
    if (refusal !== null) {
      refuseUpgrade(connection, refusal);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      serveViewerSocket(socket, (send) =>
        options.application.connectViewer({
          kind: 'web',
          send,
          save: async (proposedName, write) => downloads.offer(proposedName, write, admission.token),
        }),
      );
    });
  });

  return {
    url: admission.url,
    async close() {
      downloads.close();
      for (const socket of sockets.clients) {
        // 1001, going away (RFC 6455 section 7.4.1): the viewer can say that the program has ended.
        socket.close(1001);
        socket.terminate();
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, address: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    // Stays for good: later it meets connections that could not be accepted (too many open files), which pass.
    server.on('error', reject);
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : port;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission,
  files: ViewerFiles,
  downloads: Downloads,
): Promise<void> {
  for (const [name, value] of Object.entries(VIEWER_HEADERS)) response.setHeader(name, value);
  // Nothing of a conversation is to stay in the browser's cache, and a newer viewer is to be seen at once.
  response.setHeader('Cache-Control', 'no-store');

  const { path, claims } = read(request);
  const foreign = admission.refusesHost(claims);
  if (foreign !== null) return refuse(response, 403, foreign);

  const isDownload = path.startsWith('/download/');
  const methods = isDownload ? ['GET'] : ['GET', 'HEAD'];
  if (!methods.includes(request.method ?? '')) {
    response.setHeader('Allow', methods.join(', '));
    return refuse(response, 405, 'SMTP Spy only hands out its viewer here: there is nothing to send to.');
  }

  // The viewer's scripts and styles are the same for everybody and tell nothing; the page is the way in.
  const needsToken = isDownload || path === '/';
  const refusal = needsToken ? admission.refusesToken(claims) : null;
  if (refusal !== null) return refuse(response, 403, refusal);

  if (isDownload) {
    if (await downloads.serve(path, response)) return;
    return refuse(
      response,
      404,
      'This download has been fetched already, or has waited too long: save it again.',
    );
  }
  const file = await files.read(path);
  if (file === null) return refuse(response, 404, 'There is nothing under this address.');
  for (const [name, value] of Object.entries(file.headers)) response.setHeader(name, value);
  response.setHeader('Content-Length', file.content.byteLength);
  response.end(file.content);
}

/** Reads path and claims off a request; a target that is no path of ours (RFC 9112 section 3.2) becomes the path "". */
function read(request: IncomingMessage): { readonly path: string; readonly claims: RequestClaims } {
  const target = request.url ?? '';
  const { host, origin } = request.headers;
  if (!target.startsWith('/') || !URL.canParse(`http://viewer${target}`)) {
    return { path: '', claims: { host, origin, token: null } };
  }
  const url = new URL(`http://viewer${target}`);
  return { path: url.pathname, claims: { host, origin, token: url.searchParams.get('token') } };
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  // A body that nobody reads may follow: the connection cannot be used again.
  response.setHeader('Connection', 'close');
  response.end(`${sentence}\n`);
}

function refusesSocket(request: IncomingMessage, admission: Admission): string | null {
  const { path, claims } = read(request);
  const foreign = admission.refusesHost(claims) ?? admission.refusesOrigin(claims);
  if (foreign !== null) return foreign;
  if (path !== '/socket') return 'The viewer connects to /socket.';
  return admission.refusesToken(claims);
}

function refuseUpgrade(connection: Duplex, sentence: string): void {
  const body = `${sentence}\n`;
  const head = [
    'HTTP/1.1 403 Forbidden',
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  connection.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
