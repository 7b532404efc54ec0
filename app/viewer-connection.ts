import type { SaveResult, ViewerEvent } from './contract.ts';

/** One viewer's connection to the application: what a host puts its transport on. */
export interface ViewerConnection {
  /**
   * Checks name and payload against the contract, so a host passes on whatever came. Resolves to a RequestResult as JSON:
   * where it was made in another thread, it goes through to the page as it is. Never rejects.
   */
  request(name: unknown, payload: unknown): Promise<string>;
  /** Ends the viewer's views and its events. */
  close(): void;
}

/** What a host of viewers has to bring. */
export interface ViewerHost {
  readonly kind: 'desktop' | 'web';
  /** Gets an event to the viewer. Called at most about 30 times a second for each kind of event and session. */
  send(event: ViewerEvent): void;
  /**
   * Gets a file to where the person wants it, under a proposed name: a save dialog, or a download. `write` brings its
   * content in pieces; it is called once, and only when there is a place to put it.
   */
  save(proposedName: string, write: FileSource): Promise<SaveResult>;
}

/** A file that is made while it is written, piece by piece: it may be far larger than memory. Texts become UTF-8. */
export type FileSource = () => AsyncIterable<string | Uint8Array>;
