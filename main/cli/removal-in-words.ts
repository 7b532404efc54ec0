import type { Removal } from '../../app/capture/retention.ts';
import { sizeInWords } from '../../app/transcript/size-in-words.ts';

/** What was taken away, in words: `removed 12 conversations (3.4 MB)`. */
export function removalInWords({ sessions, bytes }: Removal): string {
  return `removed ${sessions} ${sessions === 1 ? 'conversation' : 'conversations'} (${sizeInWords(bytes)})`;
}
