import * as v from 'valibot';
import { keepLimits, listenerSettings } from '../../app/contract.ts';

/**
 * What `smtp-spy open` and the desktop window tell each other. Settings travel in the environment, because
 * Chromium takes some words of a command line for its own, and other users of the machine can read all of them.
 */
const SETTINGS_VARIABLE = 'SMTP_SPY_DESKTOP_SETTINGS';

/** The line on stdout by which the window says that it is there: Electron works on this machine. */
export const READY_LINE = 'smtp-spy: the window is open';

const desktopSettings = v.object({
  /** Absent: those that were kept. */
  listeners: v.optional(v.pipe(v.tupleWithRest([listenerSettings], listenerSettings), v.readonly())),
  /** The program's own folder; absent: the platform's data folder. */
  dataDirectory: v.optional(v.string()),
  /** The file of rules that look at conversations; absent: none do. */
  rulesPath: v.optional(v.string()),
  /** The hooks file that conversations are asked with; absent: none. */
  hooksPath: v.optional(v.string()),
  /** False: they listen only when they are told to. */
  listens: v.optional(v.boolean()),
  /** The file that says what kind of server the built-in one is; absent: the usual one. */
  builtInFile: v.optional(v.string()),
  /** Where the secrets of TLS are written down; absent: nowhere. */
  keyLogFile: v.optional(v.string()),
  /** The folder of captures; absent: in the program's own. */
  capturesDirectory: v.optional(v.string()),
  /** Microseconds after which a reply is slow; absent: what the settings say. */
  slowAfter: v.optional(v.number()),
  /** What is kept of the captures; absent: what the settings say. */
  keep: v.optional(keepLimits),
});

/** What the window begins with. */
export type DesktopSettings = v.InferOutput<typeof desktopSettings>;

/** An environment that hands these settings on. */
export function withSettings(environment: NodeJS.ProcessEnv, settings: DesktopSettings): NodeJS.ProcessEnv {
  return { ...environment, [SETTINGS_VARIABLE]: JSON.stringify(settings) };
}

/** The settings that were handed on; without any, or with some that cannot be read, those of the window itself. */
export function settingsFrom(environment: NodeJS.ProcessEnv): DesktopSettings {
  const text = environment[SETTINGS_VARIABLE];
  if (text === undefined) return {};
  try {
    const settings = v.safeParse(desktopSettings, JSON.parse(text));
    return settings.success ? settings.output : {};
  } catch {
    return {};
  }
}
