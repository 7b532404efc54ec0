import { MimePartReader } from '../smtp/mime-parts.ts';
import { partDecoder } from './part-decoder.ts';
import type { OmittedPart } from './skeleton.ts';

/**
 * What a part of a message decodes to, in pieces, as the message's octets come: however large it is, little of it is in memory.
 * Rejects as the octets do.
 */
export async function* readPart(
  message: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { part, encoding }: Pick<OmittedPart, 'part' | 'encoding'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = partDecoder(encoding);
  let decoded: Uint8Array[] = [];
  const open: number[] = [];
  let parts = 0;
  let isOver = false;
  const reader = new MimePartReader({
    begin() {
      open.push(parts);
      parts += 1;
    },
    octets(what, bytes, start, end) {
      if (what === 'body' && open.at(-1) === part) decoded.push(decoder.push(bytes, start, end));
    },
    end() {
      if (open.pop() === part) isOver = true;
    },
  });
  for await (const piece of message) {
    reader.push(piece, 0, piece.length);
    yield* decoded;
    decoded = [];
    if (isOver) break;
  }
  if (!isOver) reader.finish();
  yield* decoded;
  yield decoder.finish();
}
