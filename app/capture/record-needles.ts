import { Buffer } from 'node:buffer';
import { holdsNothing } from './plain-stretch.ts';
import type { SessionSource } from './session-source.ts';

/**
 * Whether a session surely has no line with what a pattern of needles finds: told from the bytes of its record, where that is
 * short and over. Rejects as reading a file does.
 */
export async function surelyLacks(source: SessionSource, pattern: RegExp): Promise<boolean> {
  if (!source.isShared) return false;
  const { end } = await source.extent();
  const place = source.index.checkpointFor(0);
  const length = end - place.position;
  return source.readFile(async (file) => {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(bytes, 0, length, place.position);
    return bytesRead === length && holdsNothing(bytes, place, pattern);
  });
}
