import { ChevronDown, Download, ListFilter } from 'lucide-react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { Menu } from '../parts/menu.tsx';
import { withKeys } from '../parts/platform.ts';
import { useCommand } from '../parts/use-command.ts';

const SAVE_ID = 'save';

/** Saves the conversation as text; while a filter is on, either all of it or what the filter shows. */
export function SaveButton() {
  const { transcript, actions } = useViewer();
  const { target, shown } = useStore(transcript);
  const { saving } = useStore(actions.busy);
  useCommand('save', () => document.getElementById(SAVE_ID)?.click(), target !== null && !saving);
  if (target === null) return null;
  const content = (
    <>
      <Download size={15} aria-hidden />
      Save
    </>
  );
  if (target.query === '') {
    return (
      <button
        type="button"
        id={SAVE_ID}
        className="button"
        title={withKeys('Save the conversation as text', 'save')}
        disabled={saving}
        onClick={() => void actions.save(target)}
      >
        {content}
      </button>
    );
  }
  const matched = shown === null ? '' : counted(shown.state.matched, 'line');
  const all = shown === null ? '' : counted(shown.state.lines, 'line');
  const items = [
    {
      label: 'Save what the filter shows',
      note: matched,
      icon: <ListFilter size={16} aria-hidden />,
      onChoose: () => void actions.save(target),
    },
    {
      label: 'Save the whole conversation',
      note: all,
      icon: <Download size={16} aria-hidden />,
      onChoose: () => void actions.save({ ...target, query: '' }),
    },
  ];
  return (
    <Menu
      label="Save"
      buttonId={SAVE_ID}
      buttonClass="button"
      buttonTitle={withKeys('Save as text', 'save')}
      disabled={saving}
      items={items}
    >
      {content}
      <ChevronDown size={13} aria-hidden />
    </Menu>
  );
}
