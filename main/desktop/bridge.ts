import type { CommandId } from '../../app/commands.ts';
import type { ViewerEvent } from '../../app/contract.ts';

/** Carries requests from the page to the application. */
export const REQUEST_CHANNEL = 'smtp-spy:request';

/** Carries events from the application to the page. */
export const EVENT_CHANNEL = 'smtp-spy:event';

/** What the page is told: the contract's events, and what was chosen from the menu. */
export type DesktopEvent = ViewerEvent | { readonly type: 'menu'; readonly command: CommandId };

/** What the preload gives the page, as `window.smtpSpy`. */
export interface DesktopBridge {
  /** Resolves to a RequestResult as JSON. Never rejects. The main process checks name and payload against the contract. */
  request(name: unknown, payload: unknown): Promise<string>;
  /** Returns what ends the subscription. */
  subscribe(listener: (event: DesktopEvent) => void): () => void;
}
