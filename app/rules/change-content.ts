import type { RuleAction } from './action.ts';
import { asLatin1, asOneLine } from './change-command.ts';

/** A line of content as it goes on. */
export interface ContentStep {
  /** What goes on: texts without endings, dots unstuffed, as Latin-1. None: the line is left out. */
  readonly lines: readonly string[];
  readonly changed: boolean;
}

/**
 * Changes a message line by line, as rules want it: lines go in without their endings and with their dots unstuffed, as
 * Latin-1, and come out as they go on.
 */
export class ContentChanger {
  readonly #actions: readonly RuleAction[];
  #isFirst = true;
  #inHeader = true;
  /** The header field that the last line belongs to is being left out. */
  #isLeavingOut = false;

  /** `actions`: of all the rules that act on this message, in order. */
  constructor(actions: readonly RuleAction[]) {
    this.#actions = actions;
  }

  /** Takes the next line. `own`: what is done to this line and to no other. */
  line(text: string, own: readonly RuleAction[] = []): ContentStep {
    const before = this.#isFirst ? this.#inserted() : [];
    this.#isFirst = false;
    if (this.#inHeader && text === '') this.#inHeader = false;
    const changed = this.#change(text, own);
    const lines = changed === null ? before : [...before, changed];
    return { lines, changed: before.length > 0 || changed !== text };
  }

  /** New fields stand on top, as those of a server that passes mail on do (RFC 5321 section 4.4). */
  #inserted(): string[] {
    return this.#actions.flatMap((action) =>
      action.action === 'insert-header' ? [`${action.name}: ${asLatin1(action.value)}`] : [],
    );
  }

  #change(text: string, own: readonly RuleAction[]): string | null {
    if (this.#inHeader && this.#leavesOut(text)) return null;
    return [...this.#actions, ...own].reduce((line, action) => {
      if (action.action !== 'replace') return line;
      if (action.in !== 'content' && !(action.in === 'header' && this.#inHeader)) return line;
      return asOneLine(line.replace(new RegExp(action.pattern, action.flags), asLatin1(action.with)));
    }, text);
  }

  /** A field goes on in the lines that begin with a blank (RFC 5322 section 2.2.3). */
  #leavesOut(text: string): boolean {
    if (/^[ \t]/.test(text)) return this.#isLeavingOut;
    const name = /^([^:\s]+)[ \t]*:/.exec(text)?.[1]?.toLowerCase();
    this.#isLeavingOut = this.#actions.some(
      (action) => action.action === 'remove-header' && action.name.toLowerCase() === name,
    );
    return this.#isLeavingOut;
  }
}

/** Whether an action changes what a message says, so that its length is no longer what the client announced. */
export function changesContent(action: RuleAction): boolean {
  switch (action.action) {
    case 'insert-header':
    case 'remove-header':
      return true;
    case 'replace':
      return action.in === 'header' || action.in === 'content';
    default:
      return false;
  }
}
