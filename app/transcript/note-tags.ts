/** The words of a note that begin with `#`, without it: `#invoice` is the tag `invoice`. */
export function tagsOf(note: string): readonly string[] {
  return [...note.matchAll(/(?<!\S)#([\p{L}\p{N}_-]+)/gu)].map((match) => match[1] ?? '');
}
