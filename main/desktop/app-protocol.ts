import { protocol } from 'electron';
import { VIEWER_HEADERS, type ViewerFiles } from '../viewer-files.ts';
import { isViewerUrl, SCHEME } from './viewer-origin.ts';

/**
 * Makes `app:` a scheme with origins, like https. Has to come before the application is ready.
 * https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers `app://viewer/…` with the viewer's files. */
export function serveAppProtocol(files: ViewerFiles): void {
  protocol.handle(SCHEME, async (request) => {
    if (request.method !== 'GET') return refusal(405);
    if (!isViewerUrl(request.url)) return refusal(404);
    const file = await files.read(new URL(request.url).pathname);
    if (file === null) return refusal(404);
    return new Response(file.content, { headers: { ...VIEWER_HEADERS, ...file.headers } });
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...VIEWER_HEADERS } });
}
