import { DesktopTransport } from './desktop-transport.ts';
import type { DesktopBridge } from './desktop-transport.ts';
import { SocketTransport } from './socket-transport.ts';
import type { ViewerTransport } from './viewer-transport.ts';

declare global {
  interface Window {
    /** There only in the desktop window, laid there by its preload. */
    readonly smtpSpy?: DesktopBridge;
  }
}

/** The transport of the host that this page runs in: the desktop window's, or the web host's WebSocket. */
export function openTransport(page: Window): ViewerTransport {
  if (page.smtpSpy !== undefined) return new DesktopTransport(page.smtpSpy);
  const address = socketAddress(page.location.href);
  return new SocketTransport({
    connect: () => new WebSocket(address),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
  });
}

/** The WebSocket beside the page, with the token that the page was opened with. */
export function socketAddress(page: string): string {
  const address = new URL('./socket', page);
  const token = new URL(page).searchParams.get('token');
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = token === null ? '' : new URLSearchParams({ token }).toString();
  address.hash = '';
  return address.href;
}
