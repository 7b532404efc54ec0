import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { LONGEST_NOTE_TEXT } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { envelopeWords } from '../words/outcome.ts';
import './conversation-dialogs.css';
import { DialogButtons } from '../parts/dialog-buttons.tsx';
import { Modal } from '../parts/modal.tsx';

/** What a dialog needs. */
interface DialogProps {
  readonly onClose: () => void;
}

/** A note about the chosen conversation. */
export function NoteDialog({ onClose }: DialogProps) {
  const { annotations, summary: chosen } = useViewer();
  const summary = useStore(chosen);
  const [text, setText] = useState(summary?.note ?? '');
  const hint = useId();
  if (summary === null) return null;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void annotations.note(summary.session, text);
    onClose();
  };
  return (
    <Modal title={`Note about ${envelopeWords(summary, 1).sender}`} size="narrow" onClose={onClose}>
      <form className="conversation-form" onSubmit={onSubmit}>
        <textarea
          className="input conversation-note"
          aria-label="Note"
          aria-describedby={hint}
          maxLength={LONGEST_NOTE_TEXT}
          rows={5}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={hint} className="conversation-hint">
          A word with # in front, such as #invoice, is shown in the list and found with tag:invoice. Empty the
          note to take it away.
        </p>
        <DialogButtons label="Keep note" onClose={onClose} />
      </form>
    </Modal>
  );
}

/** A name for the search that is on. */
export function SaveQueryDialog({ onClose }: DialogProps) {
  const { listFilter, preferences } = useViewer();
  const { applied } = useStore(listFilter);
  const { savedQueries } = useStore(preferences);
  const [name, setName] = useState('');
  const isTaken = savedQueries.some((saved) => saved.name === name.trim());
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || applied === '') return;
    const others = savedQueries.filter((saved) => saved.name !== name.trim());
    preferences.change({ savedQueries: [...others, { name: name.trim(), query: applied }] });
    onClose();
  };
  return (
    <Modal title="Save this search" size="narrow" onClose={onClose}>
      <form className="conversation-form" onSubmit={onSubmit}>
        <label>
          Name
          <input
            className="input"
            value={name}
            maxLength={100}
            required
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <p className="conversation-hint">
          It keeps <code>{applied}</code>
          {isTaken && ', in the place of the search that has this name now'}.
        </p>
        <DialogButtons label="Save search" onClose={onClose} />
      </form>
    </Modal>
  );
}

/** Whether all that the list shows shall go. */
export function ClearDialog({ onClose }: DialogProps) {
  const { annotations, conversations, listFilter } = useViewer();
  const { state } = useStore(conversations);
  const { applied } = useStore(listFilter);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void conversations
      .numbers(0, conversations.get().rows)
      .then((sessions) => annotations.remove(sessions, true));
  };
  const which = counted(state?.matched ?? 0, 'conversation');
  return (
    <Modal title={`Delete ${which}?`} size="narrow" onClose={onClose}>
      <form className="conversation-form" onSubmit={onSubmit}>
        <p>
          {applied === '' ? 'All that are listed go' : 'All that match the search go'}; those under way and
          pinned ones stay. For a minute it can be undone, then what was recorded is erased.
        </p>
        <DialogButtons label="Delete" onClose={onClose} />
      </form>
    </Modal>
  );
}
