import { shell, type WebContents } from 'electron';

/** Where the viewer's links to what is written may lead. */
const DOCUMENT_HOSTS = new Set([
  'www.rfc-editor.org',
  'datatracker.ietf.org',
  'www.iana.org',
  'learn.microsoft.com',
  'www.postfix.org',
  'www.haproxy.org',
]);

/**
 * Keeps the page where it is: it cannot be led elsewhere, opens no windows, and embeds no other pages. Links to
 * documents open in the person's browser.
 * https://www.electronjs.org/docs/latest/tutorial/security#13-disable-or-limit-navigation
 */
export function confineNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openDocument(url);
    return { action: 'deny' };
  });
}

/** Opens a document in the person's browser, where it is one of those that the program refers to. */
export function openDocument(text: string): void {
  if (!URL.canParse(text)) return;
  const url = new URL(text);
  if (url.protocol !== 'https:' || !DOCUMENT_HOSTS.has(url.host)) return;
  // Without a browser on this machine nothing opens, and nothing else is harmed.
  shell.openExternal(url.href).catch(() => {});
}
