import { useCallback } from 'react';
import { useViewer } from '../state/viewer-context.ts';
import type { RuleDraft } from '../words/rule-draft.ts';

/** Opens the form of a rule: a new one, or one to begin with. What was being written there makes room, and can be had back. */
export function useBeginRule(): (draft?: RuleDraft) => void {
  const { ruleForm, dialogs, notices } = useViewer();
  return useCallback(
    (draft) => {
      const before = ruleForm.get();
      if (draft === undefined && before?.edited === null) return dialogs.open('rules');
      ruleForm.create(draft);
      dialogs.open('rules');
      if (before === null) return;
      notices.good('The rule that you were writing has made room', '', {
        label: 'Back to it',
        run: () => ruleForm.resume(before),
      });
    },
    [ruleForm, dialogs, notices],
  );
}
