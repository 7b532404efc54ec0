import { percentDone, workWords } from '../../app/transcript/work.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { WorkBoard } from '../../app/work-board.ts';

/** Milliseconds after which a person in front of a terminal begins to wonder. */
const TOLD_AFTER = 1_000;

/** Goes to the line's beginning and clears it (ECMA-48: CR, EL). */
const CLEARED = '\r\u001b[K';

/** What of a terminal is needed. */
export type ProgressTerminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/**
 * A board that says in the last line of a terminal how far something is, and takes that away when it is over. Where there
 * is no terminal nothing is said.
 */
export function terminalProgress(terminal: ProgressTerminal = process.stderr): WorkBoard {
  return new WorkBoard(({ work, isOver }) => {
    if (!terminal.isTTY) return;
    const percent = percentDone(work);
    const words = visibleText(`${workWords(work)}${percent === '' ? ' …' : ` … ${percent}`}`);
    // A line that is broken could not be taken away.
    terminal.write(isOver ? CLEARED : `${CLEARED}${words.slice(0, Math.max(10, terminal.columns - 1))}`);
  }, TOLD_AFTER);
}
