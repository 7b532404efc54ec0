import { useCommand } from '../parts/use-command.ts';
import { useBeginRule } from '../rules/use-begin-rule.ts';
import { partnerOf } from '../words/exchange.ts';
import { writeDraft } from '../words/rule-draft.ts';
import { ruleFromLine } from '../words/rule-from-line.ts';
import type { LineSelection } from './use-line-selection.ts';

/** What can be done with the selected line: a rule made of it, and its other half gone to. */
export function useLineCommands({ row, goTo }: LineSelection): void {
  const beginRule = useBeginRule();
  const partner = row === undefined ? null : partnerOf(row);
  useCommand(
    'make-rule',
    () => row?.type === 'line' && beginRule(writeDraft(ruleFromLine(row))),
    row?.type === 'line',
  );
  useCommand(
    'go-to-partner',
    () => partner !== null && void goTo({ line: partner.line }, false),
    partner !== null,
  );
}
