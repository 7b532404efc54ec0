import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { nearestWord } from '../mistakes/nearest-word.ts';
import { HOOK_NAMES, type LoadedHooks } from './hook-messages.ts';
import { describeLoadError, type HooksFileProblem } from './hooks-file-problem.ts';
import type { Hooks, OnClose, OnCommand, OnConnect, OnContentLine, OnMessage, OnReply } from './hooks.d.ts';

/** The longest time that a hook may be given, in milliseconds: past every time-out of RFC 5321 section 4.5.3.2. */
const LONGEST_TIME_LIMIT = 30 * 60_000;

const NAMES: readonly string[] = HOOK_NAMES;

const timeLimit = v.pipe(
  v.number('has to be a number of milliseconds'),
  v.minValue(1, 'has to be a number of milliseconds from 1 on'),
  v.maxValue(LONGEST_TIME_LIMIT, `has to be ${LONGEST_TIME_LIMIT} milliseconds at the most`),
);

const hooksFile = v.object({
  onConnect: v.exactOptional(functionOf<OnConnect>()),
  onCommand: v.exactOptional(functionOf<OnCommand>()),
  onReply: v.exactOptional(functionOf<OnReply>()),
  onContentLine: v.exactOptional(functionOf<OnContentLine>()),
  onMessage: v.exactOptional(functionOf<OnMessage>()),
  onClose: v.exactOptional(functionOf<OnClose>()),
  timeLimit: v.exactOptional(timeLimit),
});

/** The hooks of a file, or why there are none. */
export type HookModule =
  | { readonly ok: true; readonly hooks: Hooks; readonly loaded: LoadedHooks }
  | { readonly ok: false; readonly problem: HooksFileProblem };

/** Runs a hooks file and looks at what it exports. Never rejects. */
export async function loadHooks(path: string): Promise<HookModule> {
  try {
    const exports: unknown = await import(/* @vite-ignore */ pathToFileURL(path).href);
    return checkExports(Object(exports));
  } catch (error) {
    return { ok: false, problem: await describeLoadError(path, error) };
  }
}

/** Looks at what a hooks file exports. */
function checkExports(exports: Readonly<Record<string, unknown>>): HookModule {
  const unknown = Object.keys(exports).find(isMeantAsHook);
  if (unknown !== undefined) return noHook(unknown);
  const read = v.safeParse(hooksFile, exports);
  if (!read.success) {
    const [issue] = read.issues;
    const key = v.getDotPath(issue);
    const text = `${key ?? 'What it exports'} ${issue.message}.`;
    return key === 'timeLimit'
      ? wrong(text, 'Write export const timeLimit = 500, for half a second.')
      : wrong(text);
  }
  const hooks = HOOK_NAMES.filter((name) => read.output[name] !== undefined);
  if (hooks.length === 0) return wrong('It exports no hook.');
  return { ok: true, hooks: read.output, loaded: { hooks, timeLimit: read.output.timeLimit ?? null } };
}

function functionOf<Hook>() {
  return v.custom<Hook>((value) => typeof value === 'function', 'has to be a function');
}

/** A name like that of a hook is a slip, most likely, and its function would never be called. */
function isMeantAsHook(name: string): boolean {
  return !NAMES.includes(name) && (/^on[A-Z]/.test(name) || nearestWord(name, NAMES) !== null);
}

function noHook(name: string): HookModule {
  const nearest = nearestWord(name, NAMES);
  const text = `It exports ${name}, and there is no hook of that name.`;
  return nearest === null ? wrong(text) : wrong(text, `Did you mean ${nearest}?`);
}

const EXPORT_THESE = `Export functions by these names: ${NAMES.join(', ')}.`;

function wrong(text: string, remedy = EXPORT_THESE): HookModule {
  return { ok: false, problem: { text, remedy, place: null } };
}
