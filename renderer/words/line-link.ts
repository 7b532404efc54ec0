/** A line of a conversation, as a link names it. */
export interface LineAddress {
  readonly session: number;
  /** From 1; null: the conversation as a whole. */
  readonly line: number | null;
}

/** The part of a link behind `#` that leads to a line: `session/12/line/30`. */
export function lineFragment({ session, line }: LineAddress): string {
  return line === null ? `session/${session}` : `session/${session}/line/${line}`;
}

/** Reads the part of a link behind `#`; null where it leads to no line. */
export function readLineFragment(fragment: string): LineAddress | null {
  const match = /^#?session\/([1-9]\d{0,14})(?:\/line\/([1-9]\d{0,14}))?$/.exec(fragment);
  return match === null
    ? null
    : { session: Number(match[1]), line: match[2] === undefined ? null : Number(match[2]) };
}
