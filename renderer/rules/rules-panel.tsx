import { useEffect } from 'react';
import { Modal } from '../parts/modal.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { RuleFormView } from './rule-form.tsx';
import { RulesList } from './rules-list.tsx';
import './rules-panel.css';

/** The rules that look at conversations: all of them, or the one that is being written. */
export function RulesPanel({ onClose }: { readonly onClose: () => void }) {
  const { rules, ruleForm } = useViewer();
  const { shown } = useStore(rules);
  const form = useStore(ruleForm);
  useEffect(() => rules.watch(), [rules]);
  return (
    <Modal title={titleOf(form)} size="large" onClose={onClose}>
      {shown !== null && form === null && <RulesList shown={shown} />}
      {shown !== null && form !== null && <RuleFormView form={form} shown={shown} onClose={onClose} />}
    </Modal>
  );
}

function titleOf(form: { readonly edited: { readonly name: string } | null } | null): string {
  if (form === null) return 'Rules';
  return form.edited === null ? 'New rule' : `Rule “${form.edited.name}”`;
}
