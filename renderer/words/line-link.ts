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

/** A row of a transcript, among all of the conversation. */
export interface RowAddress {
  /** From 0. */
  readonly row: number;
  /** The row is the heading of a closed fold, which begins with it. */
  readonly heading: boolean;
}

/** Where a person is in the viewer, as the address of its page keeps it. */
export interface PlaceAddress {
  /** Null: the newest conversation is followed. */
  readonly session: number | null;
  /** The selected line, from 1; null: none. */
  readonly line: number | null;
  /** The row in the middle of the screen; null: the end is followed. */
  readonly middle: RowAddress | null;
  /** What is typed into the filter of the lines. */
  readonly filter: string;
  /** What is typed into the search over the conversations. */
  readonly search: string;
  /** The opened file that is shown, by its number; null: what is recorded here. */
  readonly file: number | null;
}

/** The part of the address behind `#`: that of a link to a line, and the rest behind `?`. */
export function placeFragment({ session, line, middle, filter, search, file }: PlaceAddress): string {
  const link = session === null ? '' : lineFragment({ session, line });
  const rest = new URLSearchParams({
    ...(middle !== null && { [middle.heading ? 'fold' : 'row']: String(middle.row) }),
    ...(filter !== '' && { filter }),
    ...(search !== '' && { search }),
    ...(file !== null && { file: String(file) }),
  }).toString();
  return rest === '' ? link : `${link}?${rest}`;
}

/** Reads the part of the address behind `#`; null where it leads nowhere. */
export function readPlaceFragment(fragment: string): PlaceAddress | null {
  const match = /^#?(?:session\/([1-9]\d{0,14})(?:\/line\/([1-9]\d{0,14}))?)?(?:\?(.*))?$/s.exec(fragment);
  const [session, line, rest] = [match?.[1], match?.[2], match?.[3]];
  if (session === undefined && rest === undefined) return null;
  const parts = new URLSearchParams(rest);
  return {
    session: session === undefined ? null : Number(session),
    line: line === undefined ? null : Number(line),
    middle: rowIn(parts),
    filter: parts.get('filter') ?? '',
    search: parts.get('search') ?? '',
    file: numberIn(parts, 'file'),
  };
}

function rowIn(parts: URLSearchParams): RowAddress | null {
  const [row, fold] = [numberIn(parts, 'row'), numberIn(parts, 'fold')];
  if (row !== null) return { row, heading: false };
  return fold === null ? null : { row: fold, heading: true };
}

function numberIn(parts: URLSearchParams, name: string): number | null {
  const text = parts.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
