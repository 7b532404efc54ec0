import type { Application } from '../application.ts';
import type { Problem, ruleRequests } from '../contract.ts';
import type { EditOutcome } from '../rule-book.ts';
import { RequestError, type Handlers } from './handlers.ts';

/** Answers requests about the rules. */
export function ruleHandlers({ rules }: Application): Handlers<keyof typeof ruleRequests> {
  return {
    'rules.show': async () => rules.show(),
    'rules.edit': async ({ revision, edit }) => {
      refuse(await rules.edit(revision, edit).catch((error: unknown) => notKept(error)));
      return rules.show();
    },
    'rules.restore': async () => {
      await rules.restore().catch((error: unknown) => notKept(error));
      return rules.show();
    },
  };
}

/** Throws a {@link RequestError} where nothing was changed. */
function refuse(edited: EditOutcome): void {
  switch (edited.outcome) {
    case 'changed':
      return;
    case 'wrong-rule': {
      const { text, remedy } = edited.problem;
      throw new RequestError({ code: 'wrong-rule', text, remedy });
    }
    case 'no-file':
    case 'file-wrong':
    case 'changed-meanwhile':
      throw new RequestError(REFUSALS[edited.outcome]);
  }
}

const REFUSALS: Readonly<Record<'no-file' | 'file-wrong' | 'changed-meanwhile', Problem>> = {
  'no-file': {
    code: 'no-rules-file',
    text: 'There is no file that rules could be kept in.',
    remedy: 'Start SMTP Spy with --rules FILE.',
  },
  'file-wrong': {
    code: 'rules-file-wrong',
    text: 'The rules’ file cannot be understood as it is, and nothing was written over it.',
    remedy: 'Mend it, or set it aside; then do this again.',
  },
  'changed-meanwhile': {
    code: 'rules-changed-meanwhile',
    text: 'The rules have changed meanwhile: in their file, or in another window.',
    remedy: 'Nothing was written over that. Look at them as they are now, and do this again.',
  },
};

function notKept(error: unknown): never {
  throw new RequestError({
    code: 'rules-not-kept',
    text: `The rules could not be kept: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: 'Nothing has changed. See to the file’s permissions and the room on its disk, then try again.',
  });
}
