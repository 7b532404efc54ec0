import { useState } from 'react';
import type { FormEvent } from 'react';
import type { ExportFormat } from '../../app/transcript/export-format.ts';
import { CheckChoice, RadioChoice } from '../parts/form-parts.tsx';
import { countMarked } from '../state/selection.ts';
import { useViewer } from '../state/viewer-context.ts';
import { EXPORT_CHOICES } from '../words/export.ts';
import { counted } from '../words/measures.ts';
import './conversation-dialogs.css';
import { DialogButtons } from '../parts/dialog-buttons.tsx';
import { Modal } from '../parts/modal.tsx';

/** In which form the marked conversations, or the chosen one, leave the program. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { selection, actions } = useViewer();
  const [sessions] = useState(() => selection.acted());
  const [format, setFormat] = useState<ExportFormat>('html');
  const [reveal, setReveal] = useState(false);
  const count = countMarked(sessions);
  const holdsLogins = EXPORT_CHOICES.some((choice) => choice.format === format && choice.holdsLogins);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void actions.saveFile('conversations.export', { sessions, format, reveal: reveal && holdsLogins });
  };
  const title = count > 1 ? `Export ${counted(count, 'conversation')}` : 'Export the conversation';
  return (
    <Modal title={title} size="narrow" onClose={onClose}>
      <form className="conversation-form" onSubmit={onSubmit}>
        <div role="radiogroup" aria-label="Form">
          {EXPORT_CHOICES.map((choice) => (
            <RadioChoice
              key={choice.format}
              group="export-form"
              title={choice.title}
              note={choice.note}
              checked={choice.format === format}
              onChoose={() => setFormat(choice.format)}
            />
          ))}
        </div>
        {holdsLogins && (
          <CheckChoice
            title="With passwords"
            note="As they were said, in the place of ****. Whoever gets the file can use them."
            checked={reveal}
            onChange={setReveal}
          />
        )}
        <DialogButtons label="Export" onClose={onClose} />
      </form>
    </Modal>
  );
}
