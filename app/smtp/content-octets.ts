import { CR, DOT, LF } from './bytes.ts';
import type { ContentEnd } from './content-end.ts';
import type { DialogueListener } from './dialogue-listener.ts';
import type { LineEnding } from './words.ts';

/** The octets of each line ending. */
const ENDINGS: Readonly<Record<LineEnding, Uint8Array>> = {
  crlf: Uint8Array.of(CR, LF),
  lf: Uint8Array.of(LF),
  cr: Uint8Array.of(CR),
  none: new Uint8Array(0),
};

const LONE_DOT = Uint8Array.of(DOT);

/** Gives a line of content with its ending: as one run where both stand together, which is nearly always. */
export function giveContent(
  listener: DialogueListener,
  bytes: Uint8Array,
  start: number,
  end: number,
  ending: LineEnding,
): void {
  if (listener.content === undefined) return;
  const octets = ENDINGS[ending];
  if (end + octets.length <= bytes.length) return listener.content(bytes, start, end + octets.length);
  listener.content(bytes, start, end);
  listener.content(octets, 0, octets.length);
}

/** Gives the lone dot that was kept back while it might have been the end, and was none. */
export function giveDot(listener: DialogueListener, content: ContentEnd): void {
  if (listener.content === undefined || content.keptDot === null) return;
  const { stuffed, ending } = content.keptDot;
  // A dot at the start of a line is taken for a stuffed one (RFC 5321 section 4.5.2).
  if (!stuffed) listener.content(LONE_DOT, 0, 1);
  listener.content(ENDINGS[ending], 0, ENDINGS[ending].length);
}
