import { fileURLToPath } from 'node:url';
import { checkSyntax } from './syntax-check.ts';

/** Why a hooks file could not be loaded. */
export interface HooksFileProblem {
  /** One sentence: what is wrong. */
  readonly text: string;
  /** What to do about it; may be empty. */
  readonly remedy: string;
  /** Where, in this file or in one that it imports; null where that is not known. */
  readonly place: SourcePlace | null;
}

/** A place in a source file, from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  /** 0 where it is not known. */
  readonly column: number;
}

/** What is wrong with a hooks file, in the form that editors and terminals make a link of: `hooks.mjs:3:14: …`. */
export function describeHooksFileProblem(path: string, { text, place }: HooksFileProblem): string {
  if (place === null) return `${path}: ${text}`;
  const column = place.column === 0 ? '' : `:${place.column}`;
  return `${place.file}:${place.line}${column}: ${text}`;
}

/** Why a module could not be run: what its first lines threw, or what is no JavaScript in it. Never rejects. */
export async function describeLoadError(path: string, error: unknown): Promise<HooksFileProblem> {
  if (!(error instanceof Error)) return { text: `It threw ${String(error)}.`, remedy: '', place: null };
  if (isMissing(error, path)) {
    return { text: 'There is no such file.', remedy: 'Check the spelling.', place: null };
  }
  const text = `${error.name}: ${error.message}`;
  const sentence = /[.!?]$/.test(text) ? text : `${text}.`;
  if (!(error instanceof SyntaxError)) {
    return { text: sentence, remedy: '', place: thrownAt(error.stack ?? '') };
  }
  const remedy = 'Mend it, and save the file.';
  const told = placeInArrow(error.stack ?? '');
  if (told !== null) return { text: sentence, remedy, place: told };
  const checked = await checkSyntax(path);
  // What is wrong may stand in a file that this one imports.
  const isSame = checked.includes(error.message);
  return { text: sentence, remedy, place: isSame ? placeInArrow(checked) : null };
}

/** It is the file itself that is not there, and nothing that it imports. */
function isMissing(error: Error, path: string): boolean {
  return (
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`module '${path}' imported`)
  );
}

/** `/home/me/hooks.mjs:3`, or that as a URL, the line, and an arrow below what is wrong in it; at the file's end without. */
function placeInArrow(words: string): SourcePlace | null {
  const [, name, line, , before, arrow] = /^(.+):(\d+)\n(.*)\n([ \t]*)(\^?)/.exec(words) ?? [];
  if (name === undefined || before === undefined) return null;
  const file = name.startsWith('file:') ? fileURLToPath(name) : name;
  return { file, line: Number(line), column: arrow === '^' ? before.length + 1 : 0 };
}

/** The first place that a stack names. */
function thrownAt(stack: string): SourcePlace | null {
  const [, url, line, column] = /(file:[^\s()]+?):(\d+):(\d+)/.exec(stack) ?? [];
  return url === undefined ? null : { file: fileURLToPath(url), line: Number(line), column: Number(column) };
}
