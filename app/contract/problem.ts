/** Something that went wrong, for people: what it was, and what to do about it. */
export interface Problem {
  /** A stable word for programs: `address-in-use`. */
  readonly code: string;
  /** One sentence: what went wrong. */
  readonly text: string;
  /** What to try; empty where nobody can do anything. */
  readonly remedy: string;
  /** For a wrong query: where in it, from 0. */
  readonly position?: number;
}
