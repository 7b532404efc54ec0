import { basename } from 'node:path';
import type { Problem } from './contract.ts';
import type { HooksTrouble } from './hooks/hooks-client.ts';
import { describeHooksFileProblem } from './hooks/hooks-file-problem.ts';

/** Words for people about a hooks file: what went wrong with it, and what to do about it. */

/** What is wrong with the hooks as a whole. `path`: of their file. */
export function describeHooksTrouble(path: string, trouble: HooksTrouble): Problem {
  const name = basename(path);
  switch (trouble.code) {
    case 'wrong': {
      const remedy = `${trouble.problem.remedy} The hooks that were loaded last go on.`.trim();
      return { code: 'hooks-wrong', text: describeHooksFileProblem(path, trouble.problem), remedy };
    }
    case 'off':
      return {
        code: 'hooks-off',
        text: `The hooks in ${name} are switched off: ${sentence(trouble.why)}`,
        remedy: 'Conversations go on without them. Mend the file and save it: it is loaded again.',
      };
    case 'unwatched':
      return {
        code: 'hooks-unwatched',
        text: `Changes of ${path} will not be noticed: ${sentence(trouble.why)}`,
        remedy: 'Start SMTP Spy again after a change.',
      };
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
