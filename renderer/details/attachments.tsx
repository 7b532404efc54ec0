import { Download, Paperclip } from 'lucide-react';
import { useCallback } from 'react';
import type { MessageAttachment } from '../../app/contract.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { counted, size } from '../words/measures.ts';
import { useAnswer } from './use-answer.ts';

interface AttachmentsProps {
  readonly session: number;
  readonly n: number;
  readonly attachments: readonly MessageAttachment[];
}

/** The files in a message. */
export function Attachments({ session, n, attachments }: AttachmentsProps) {
  return (
    <section className="details-part" aria-label="Attachments">
      <h2 className="details-heading">{counted(attachments.length, 'attachment')}</h2>
      <ul className="attachments">
        {attachments.map((attachment) => (
          <Attachment key={attachment.part} session={session} n={n} attachment={attachment} />
        ))}
      </ul>
    </section>
  );
}

interface AttachmentProps extends Pick<AttachmentsProps, 'session' | 'n'> {
  readonly attachment: MessageAttachment;
}

function Attachment({ session, n, attachment }: AttachmentProps) {
  const { actions } = useViewer();
  const { part, name, type, size: bytes, inline } = attachment;
  const shown = name === '' ? `Part ${part + 1}` : name;
  return (
    <li className="attachment">
      {type.startsWith('image/') ? (
        <Picture session={session} n={n} attachment={attachment} />
      ) : (
        <span className="attachment-icon">
          <Paperclip size={16} aria-hidden />
        </span>
      )}
      <span className="attachment-words">
        <strong>
          <VisibleText text={shown} />
        </strong>
        <span>
          <VisibleText text={type} /> · {size(bytes)}
          {inline && ' · shown in the text'}
        </span>
      </span>
      <button
        type="button"
        className="button button-icon button-small"
        aria-label={`Save ${shown}`}
        title="Save"
        onClick={() => void actions.saveFile('attachment.save', { session, message: n, part })}
      >
        <Download size={14} aria-hidden />
      </button>
    </li>
  );
}

function Picture({ session, n, attachment: { part, name } }: AttachmentProps) {
  const { request } = useViewer();
  const ask = useCallback(
    () => request('message.picture', { session, message: n, part }),
    [request, session, n, part],
  );
  const { value } = useAnswer(ask, 0);
  const url = value?.url ?? null;
  if (url === null) {
    return (
      <span className="attachment-icon">
        <Paperclip size={16} aria-hidden />
      </span>
    );
  }
  return <img className="attachment-picture" src={url} alt={name === '' ? 'Picture' : name} />;
}
