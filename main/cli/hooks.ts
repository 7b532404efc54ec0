import { resolve } from 'node:path';
import { HooksClient } from '../../app/hooks/hooks-client.ts';
import { startHooksThread } from '../hooks-thread.ts';
import { EXAMPLE_HOOKS, HOOK_TYPES } from './hook-texts.ts';
import { UsageError } from './usage-error.ts';

/** What `hooks` is called with. */
export interface HooksCommandArguments {
  readonly example: boolean;
  readonly types: boolean;
}

/**
 * Loads a hooks file and says which hooks it has; or prints one to begin with, or the types for authors. Resolves to the exit
 * code. Rejects with a HooksFileError for a file that cannot be loaded, or with a {@link UsageError}.
 */
export async function hooks(path: string | undefined, options: HooksCommandArguments): Promise<number> {
  if (options.types) return print(HOOK_TYPES);
  if (options.example) return print(EXAMPLE_HOOKS);
  if (path === undefined) throw new UsageError('Name a hooks file, or ask for --example or --types.');
  const says = (words: string): void => void process.stderr.write(`hook file: ${words}\n`);
  const client = new HooksClient(
    { path: resolve(path), start: startHooksThread },
    {
      changed: () => {},
      said: (_asked, { text }) => says(text),
      stray: (_asked, { text }) => says(text),
    },
  );
  await client.open();
  print(`${client.hooks.join('\n')}\n`);
  await client.close();
  return 0;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
