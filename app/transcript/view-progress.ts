/** How far a view has come. */
export interface ViewProgress {
  /** Counts how often its folds were opened or closed: a place means something only together with this. */
  readonly layout: number;
  /** Rows that it shows, headings of folds included. */
  readonly rows: number;
  /** Places before this one stay as they are; those from there on may yet change, as the session grows. */
  readonly steady: number;
  /** The heading of an open fold that grows: it changes, though its place is steady. Null where there is none. */
  readonly growing: number | null;
  /** Lines among the rows. */
  readonly matched: number;
  /** Lines that have been looked at. */
  readonly scanned: number;
  /** Lines of the session. */
  readonly lines: number;
  /** Somebody has ended the search for its lines before all were searched. */
  readonly stopped: boolean;
  /** Folds that may be opened and closed. */
  readonly folds: number;
}
