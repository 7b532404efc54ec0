import { Buffer } from 'node:buffer';
import type { Speaker } from '../smtp/words.ts';
import { parseEntry } from './entry.ts';
import type { ReadingPlace } from './row-reader.ts';

/**
 * What each side says in a stretch of a record, as Latin-1 text: each line that is complete there stands in one of the texts
 * whole. `bytes`: the stretch, from the place on, which ends where an entry does. Null where it is damaged.
 */
export function textsOfSegment(bytes: Buffer, { state }: ReadingPlace): readonly string[] | null {
  const { clientFraming, serverFraming } = state.dialogue;
  const pieces: Record<Speaker, Uint8Array[]> = {
    client: clientFraming.pending === null ? [] : [clientFraming.pending],
    server: serverFraming.pending === null ? [] : [serverFraming.pending],
  };
  for (let at = 0; at < bytes.length;) {
    const parsed = parseEntry(bytes, at);
    if (parsed.found !== 'entry') return null;
    if (parsed.entry.kind === 'bytes') pieces[parsed.entry.from].push(parsed.entry.payload);
    at += parsed.length;
  }
  return [pieces.client, pieces.server].map((said) => Buffer.concat(said).toString('latin1'));
}
