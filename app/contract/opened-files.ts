import * as v from 'valibot';

/** The largest file that a viewer hands in, in bytes; a larger one is opened by its path: `smtp-spy open FILE`. */
export const MOST_FILE_BYTES = 1024 * 1024 * 1024;

/** Bytes of a file that one request hands in: as base64 they fit into one message of every host. */
export const FILE_PIECE_BYTES = 90_000;

const file = v.pipe(v.number(), v.integer(), v.minValue(1));
const capture = v.pipe(v.number(), v.integer(), v.minValue(1));
const base64 = v.pipe(v.string(), v.maxLength(Math.ceil(FILE_PIECE_BYTES / 3) * 4), v.base64());

/** What some file held, to be looked at beside what is recorded here. */
export interface OpenedCapture {
  readonly capture: number;
  /** The file's name. */
  readonly name: string;
  readonly sessions: number;
}

/** What came of a file that was handed in. */
export interface OpenedFile {
  readonly opened: OpenedCapture;
  /** What is worth knowing of it, for people; empty: nothing. */
  readonly note: string;
  /** Why not all of it can be shown, for people; null where all can. */
  readonly failure: string | null;
}

/**
 * Requests that open files. The page reads a file that the person chose, and hands it in piece by piece: it cannot name a
 * path, in no host.
 */
export const openedFileRequests = {
  /** Begins to hand in a file of so many bytes. `changed`: when it was last changed, milliseconds since 1970. */
  'file.begin': v.object({
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
    size: v.pipe(v.number(), v.integer(), v.minValue(0)),
    changed: v.number(),
  }),
  /** The next of its bytes. */
  'file.piece': v.object({ file, bytes: base64 }),
  /** Nothing more comes: reads what was handed in. */
  'file.finish': v.object({ file }),
  /** Shows this viewer what a file held, or, null, what is recorded here; what it had open is closed. */
  'capture.show': v.object({ capture: v.nullable(capture) }),
  /** Forgets what a file held. The file itself stays. */
  'capture.close': v.object({ capture }),
} as const;

/** What {@link openedFileRequests} come back with. */
export interface OpenedFileResults {
  'file.begin': { readonly file: number };
  'file.piece': null;
  'file.finish': OpenedFile;
  'capture.show': null;
  'capture.close': null;
}
