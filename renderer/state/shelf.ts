import { FILE_PIECE_BYTES } from '../../app/contract.ts';
import type { Problem, RequestResult, Transport } from '../../app/contract.ts';
import type { Application } from './application.ts';
import type { Notices } from './notices.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** A file as a page gets it. */
export type ChosenFile = Pick<File, 'name' | 'size' | 'lastModified' | 'slice'>;

/** Which captures are shown: what is recorded here, or what a file held. */
export interface Shelf {
  /** Null: what is recorded here. */
  readonly shown: Store<number | null>;
  /** Opens files, and shows the last of them. */
  open(files: readonly ChosenFile[]): Promise<void>;
  show(capture: number | null): Promise<void>;
  close(capture: number): Promise<void>;
  /** Shows these captures now, or as soon as there is a connection. */
  resume(capture: number | null): Promise<void>;
  /** The connection came about anew: shows what was shown. False where that is closed; then it shows what is recorded. */
  restore(): Promise<boolean>;
}

/** What the shelf needs. */
export interface ShelfWorld {
  readonly transport: Transport;
  readonly application: Application;
  readonly notices: Notices;
  readonly isConnected: () => boolean;
  /** Other captures are shown from now on: everything is to be read anew. */
  readonly onShown: () => void;
}

/** Begins with what is recorded here. */
export function createShelf({ transport, application, notices, isConnected, onShown }: ShelfWorld): Shelf {
  const shown = createStore<number | null>(null);

  const show = async (capture: number | null) => {
    const result = await transport.request('capture.show', { capture });
    if (!result.ok) return notices.bad(result.problem.text, result.problem.remedy);
    shown.set(capture);
    onShown();
  };

  // Somebody else may have closed what is shown here. What has only just been opened may not be listed yet: it cannot be
  // told from what was closed until it has been.
  let listed: number | null = null;
  application.subscribe(() => {
    const { state } = application.get();
    const capture = shown.get();
    if (state === null || capture === null) return;
    if (state.opened.some((opened) => opened.capture === capture)) listed = capture;
    else if (listed === capture) void show(null);
  });

  const openOne = async (file: ChosenFile): Promise<number | null> => {
    const result = await handIn(transport, file);
    if (!result.ok) {
      if (result.problem.code !== 'cancelled')
        notices.bad(`${file.name} was not opened`, told(result.problem));
      return null;
    }
    const { opened, note, failure } = result.value;
    if (failure !== null) notices.bad(`Not all of ${file.name} can be shown`, failure);
    else if (note !== '') notices.good(`${file.name} is open`, note);
    return opened.capture;
  };

  return {
    shown,
    async open(files) {
      let last: number | null = null;
      for (const file of files) last = (await openOne(file)) ?? last;
      if (last !== null) await show(last);
    },
    show,
    async close(capture) {
      const wasShown = shown.get() === capture;
      if (wasShown) await show(null);
      const result = await transport.request('capture.close', { capture });
      if (!result.ok) notices.bad(result.problem.text, result.problem.remedy);
    },
    async resume(capture) {
      if (capture === shown.get()) return;
      if (isConnected()) await show(capture);
      else shown.set(capture);
    },
    async restore() {
      if (shown.get() === null) return true;
      const result = await transport.request('capture.show', { capture: shown.get() });
      // The program was started anew: what was open is gone with it.
      if (!result.ok) shown.set(null);
      return result.ok;
    },
  };
}

/** Bytes of a file that are read at once, whole pieces: each read asks another process of the browser. */
const READ_AT_ONCE = 40 * FILE_PIECE_BYTES;

/** Characters of a piece in base64 (RFC 4648 section 4). */
const PIECE_CHARACTERS = (FILE_PIECE_BYTES / 3) * 4;

/** Pieces on their way at a time: enough that nobody waits for an answer, and few enough that memory stays flat. */
const PIECES_ON_THE_WAY = 8;

/** Hands a file in, piece by piece. */
async function handIn(transport: Transport, chosen: ChosenFile): Promise<RequestResult<'file.finish'>> {
  const { name, size, lastModified } = chosen;
  const facts = { name: name.slice(0, 255), size, changed: lastModified };
  const begun = await transport.request('file.begin', facts);
  if (!begun.ok) return begun;
  const { file } = begun.value;
  const onTheWay: Promise<RequestResult<'file.piece'>>[] = [];
  for await (const bytes of piecesOf(chosen)) {
    if (bytes === null) {
      await transport.request('work.cancel', { kind: 'handing-in', of: file });
      return UNREADABLE;
    }
    onTheWay.push(transport.request('file.piece', { file, bytes }));
    if (onTheWay.length < PIECES_ON_THE_WAY) continue;
    const taken = await onTheWay.shift();
    if (taken?.ok === false) return taken;
  }
  for (const taken of await Promise.all(onTheWay)) if (!taken.ok) return taken;
  return transport.request('file.finish', { file });
}

/** In base64. Null, and no more, where the file cannot be read. */
async function* piecesOf(file: ChosenFile): AsyncGenerator<string | null> {
  for (let from = 0; from < file.size; from += READ_AT_ONCE) {
    const text = await base64Of(file.slice(from, from + READ_AT_ONCE));
    if (text === null) {
      yield null;
      return;
    }
    for (let at = 0; at < text.length; at += PIECE_CHARACTERS) yield text.slice(at, at + PIECE_CHARACTERS);
  }
}

/** The browser's own way, a hundred times as quick as one that goes through the bytes here. */
function base64Of(bytes: Blob): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const { result } = reader;
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : null);
    });
    reader.addEventListener('error', () => resolve(null));
    reader.readAsDataURL(bytes);
  });
}

const UNREADABLE = {
  ok: false,
  problem: {
    code: 'file-unreadable',
    text: 'It could not be read: it has changed, has gone, or may not be read.',
    remedy: 'A folder cannot be opened here: drop the files in it.',
  },
} as const;

function told({ text, remedy }: Problem): string {
  return [text, remedy].filter((sentence) => sentence !== '').join(' ');
}
