import { access } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/**
 * Sees to it that a viewer is not opened on files none of which is there: what was meant may have been a command. Rejects with
 * a {@link UsageError} that says so, and names the command that is spelt alike.
 */
export async function needAnyFile(files: readonly string[], commands: readonly string[]): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  const found = await Promise.all(files.map(isThere));
  if (found.includes(true)) return;
  const meant = /^[a-z]+$/.test(first) ? closest(first, commands) : null;
  const advice =
    meant === null
      ? 'Check the spelling; smtp-spy --help lists the commands.'
      : `Did you mean smtp-spy ${meant}?`;
  throw new UsageError(`${first}: there is no such file, folder or command. ${advice}`);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Letters that may be wrong in a word for it to be recognised. */
const MOST_WRONG = 2;

function closest(word: string, others: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.min(MOST_WRONG, Math.floor(word.length / 2)) + 1;
  for (const other of others) {
    const wrong = editDistance(word, other);
    if (wrong >= fewest) continue;
    best = other;
    fewest = wrong;
  }
  return best;
}

/** How many letters have to be put in, taken out or changed to make one word of the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const changed = (row[at] ?? 0) + (one[index] === other[at] ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
