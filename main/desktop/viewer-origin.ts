/** A scheme of our own has an origin of its own, which `file:` has not. */
export const SCHEME = 'app';

const HOST = 'viewer';

/** Where the window finds its page. */
export const VIEWER_URL = `${SCHEME}://${HOST}/`;

/** Whether a URL lies within the viewer's own origin. */
export function isViewerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === `${SCHEME}:` && url.host === HOST;
}

/** What is known of whoever sent a message: Electron's IpcMainInvokeEvent tells it. */
export interface MessageSender {
  /** Null where the frame is gone already. */
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
}

/**
 * Whether a message comes from the viewer itself: not from a page that took its place, nor from a frame within it.
 * https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages
 */
export function isMainFrameOfViewer({ senderFrame }: MessageSender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isViewerUrl(senderFrame.url);
}
