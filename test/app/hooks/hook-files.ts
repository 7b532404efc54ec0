import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { AskedHook, HookFacts, HookFailure, HookSaying } from '../../../app/hooks/hook-messages.ts';
import { hooksInThread, type StartHooks } from '../../../app/hooks/hook-thread.ts';
import { HooksClient } from '../../../app/hooks/hooks-client.ts';
import { bundledProgram } from '../../support/bundled-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const WORKER = join(import.meta.dirname, '../../../app/hooks/hooks-worker.ts');

/** What is known of a conversation in these tests. */
export const FACTS: HookFacts = {
  number: 1,
  client: { address: '127.0.0.1', port: 50_000 },
  server: { host: 'mx.example', port: 25 },
  listener: '127.0.0.1:2525',
  phase: 'envelope',
  tls: false,
  helo: 'me.example',
  user: null,
  envelope: { from: 'a@example.com', to: [] },
};

/** Starts threads as the program does, of what is built for this test. */
async function hookThreads(): Promise<StartHooks> {
  return hooksInThread(pathToFileURL(await bundledProgram(WORKER)), 64);
}

/** Writes a hooks file of this text. Resolves to its path. */
async function hooksFile(text: string, name = 'hooks.mjs'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

/** A client of hooks, and what it has told. */
export interface OpenHooks {
  readonly client: HooksClient;
  readonly path: string;
  /** Each with the hook's name in front; `-` where nothing was asked. */
  readonly sayings: string[];
  readonly strays: HookFailure[];
  changes(): number;
}

/** Loads a hooks file of this text, and ends it when the test is over. Rejects where it cannot be loaded. */
export async function openHooks(text: string, lookEvery?: number): Promise<OpenHooks> {
  const path = await hooksFile(text);
  const sayings: string[] = [];
  const strays: HookFailure[] = [];
  let changes = 0;
  const client = new HooksClient(
    { path, start: await hookThreads(), lookEvery },
    {
      changed: () => (changes += 1),
      said: (asked, saying) => sayings.push(`${asked?.hook ?? '-'} ${shown(saying)}`),
      stray: (_asked: AskedHook | null, failure) => strays.push(failure),
    },
  );
  onTestFinished(() => client.close());
  await client.open();
  return { client, path, sayings, strays, changes: () => changes };
}

function shown(saying: HookSaying): string {
  switch (saying.kind) {
    case 'log':
      return saying.text;
    case 'note':
    case 'alert':
      return `${saying.kind} ${saying.severity}: ${saying.text}`;
    case 'tag':
      return `tag: ${saying.text}`;
  }
}
