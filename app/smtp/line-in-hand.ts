import type { LineMeaning } from './dialogue-listener.ts';
import type { LineEnding, LineKind, Phase, Speaker } from './words.ts';

/**
 * The line that is being told of. One object is used for all lines, since there are millions: it and its bytes are only
 * lent for the call.
 */
export interface LineInHand {
  readonly from: Speaker;
  /** The line is `bytes[start..end)`, without its ending. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly ending: LineEnding;
  /** It goes on with what was too long to be one line. */
  readonly continued: boolean;
  /** Its number, from 1. */
  readonly number: number;
  /** When it was complete: microseconds since the session began. */
  readonly time: number;
  readonly kind: LineKind;
  readonly phase: Phase;
  readonly meaning: LineMeaning;
}

/** The same for whoever makes it. */
export type Changeable<Line> = { -readonly [Field in keyof Line]: Line[Field] };

const NO_BYTES = new Uint8Array(0);

/** A line in hand, before the first. */
export function noLine(): Changeable<LineInHand> {
  return {
    from: 'client',
    bytes: NO_BYTES,
    start: 0,
    end: 0,
    ending: 'crlf',
    continued: false,
    number: 0,
    time: 0,
    kind: 'command',
    phase: 'greeting',
    meaning: null,
  };
}
