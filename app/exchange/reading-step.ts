/** How far a reader of one form got with what is at hand. */
export type ReadingStep =
  /** It read something: there may be more. */
  | { readonly step: 'go' }
  /** It has read all that is at hand: the file may end here. */
  | { readonly step: 'pause' }
  /** It needs more bytes than are at hand, for what begins at `at`. */
  | { readonly step: 'wait'; readonly at: number; readonly expected: string }
  /** What stands at `at` cannot be read. */
  | {
      readonly step: 'stop';
      readonly code: 'not-a-capture' | 'damaged';
      readonly at: number;
      readonly expected: string;
    };
