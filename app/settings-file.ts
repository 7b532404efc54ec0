import { readIfThere, setAside, writeWhole } from './private-file.ts';

/** What stood in a settings file: JSON, nothing at all, or something that is none. */
export type SettingsRead =
  | { readonly found: 'json'; readonly value: unknown }
  | { readonly found: 'nothing' }
  /** It has been set aside under that path, so that nothing is lost; null where it could not be. */
  | { readonly found: 'unreadable'; readonly setAside: string | null };

/** Reads a settings file; what is no JSON is set aside. Rejects where there is a file that cannot be read at all. */
export async function readSettingsFile(path: string): Promise<SettingsRead> {
  const text = await readIfThere(path);
  if (text === null) return { found: 'nothing' };
  try {
    return { found: 'json', value: JSON.parse(text) };
  } catch {
    return { found: 'unreadable', setAside: await setAside(path) };
  }
}

/**
 * Writes a settings file for its owner only. It is there whole or as it was before, also when the program ends meanwhile.
 * Rejects with Node's own error.
 */
export async function writeSettingsFile(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
