import type { FolderContent, Growth } from '../capture/growth.ts';
import type { SessionRange } from '../capture/folder.ts';
import type {
  FileRequestName,
  Problem,
  ReadingRequestName,
  RequestPayload,
  ViewerEvent,
} from '../contract.ts';

/** What is said between whoever relays and records, and the reader. All is plain data, or memory that is shared: it crosses between threads. */

/** What a reader is told to begin with. */
export interface ReaderBeginning {
  readonly content: FolderContent;
  /** Microseconds after which a reply is slow; the usual where it is not said. */
  readonly slowAfter: number | undefined;
  /** The program's version; without it nothing is kept of what was found out. */
  readonly version: string | undefined;
  /** The number of the first view or list: those of a reader before are not given out again. */
  readonly firstNumber: number;
  /** How busy the thread that relays is, at any time: see relay-load.ts. */
  readonly load: SharedArrayBuffer;
}

/** A request that only reads, with what goes along: checked already. */
export interface ReadingRequest {
  readonly name: ReadingRequestName;
  readonly payload: RequestPayload<ReadingRequestName>;
}

/** A request for a file, with what goes along: checked already. */
export interface FileRequest {
  readonly name: FileRequestName;
  readonly payload: RequestPayload<FileRequestName>;
}

/** What a reader is told. `id` numbers what is answered, `viewer` those who ask. */
export type ToReader =
  | { readonly type: 'grew'; readonly growths: readonly Growth[] }
  | { readonly type: 'lost'; readonly files: readonly SessionRange[] }
  | { readonly type: 'annotated' }
  | { readonly type: 'connect'; readonly viewer: number }
  | { readonly type: 'disconnect'; readonly viewer: number }
  | {
      readonly type: 'request';
      readonly viewer: number;
      readonly id: number;
      readonly request: ReadingRequest;
    }
  | { readonly type: 'file'; readonly viewer: number; readonly id: number; readonly request: FileRequest }
  /** The next pieces of a file are wanted. */
  | { readonly type: 'read'; readonly id: number }
  /** No more of a file is wanted. */
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ping' }
  /** No more is asked: what is known is to be written down. */
  | { readonly type: 'close' };

/** What a reader tells. */
export type FromReader =
  /** `result`: a RequestResult as JSON, so that nobody else has to go through it. */
  | { readonly type: 'answer'; readonly id: number; readonly result: string }
  | { readonly type: 'event'; readonly viewer: number; readonly event: ViewerEvent }
  | { readonly type: 'file'; readonly id: number; readonly proposedName: string }
  | { readonly type: 'no file'; readonly id: number; readonly problem: Problem }
  | {
      readonly type: 'pieces';
      readonly id: number;
      readonly pieces: readonly (string | Uint8Array)[];
      readonly isLast: boolean;
      /** How much of the file has been made, from 0 to 1; null: nobody knows. */
      readonly done: number | null;
    }
  /** The file could not be made to its end. */
  | { readonly type: 'broken'; readonly id: number; readonly text: string }
  /** More is known of sessions than an answer could say. */
  | { readonly type: 'learned'; readonly session: number }
  | { readonly type: 'pong' }
  | { readonly type: 'closed' };
