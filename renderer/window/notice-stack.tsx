import { CircleCheck, CircleX } from 'lucide-react';
import { CloseButton } from '../parts/close-button.tsx';
import type { Notice } from '../state/notices.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './notice-stack.css';
import { VisibleText } from '../parts/visible-text.tsx';

/** What became of what the person asked for; good news goes by itself. */
export function NoticeStack() {
  const { notices } = useViewer();
  const shown = useStore(notices);
  return (
    <section className="notices" aria-live="polite" aria-label="Notices">
      {shown.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} onClose={() => notices.close(notice.id)} />
      ))}
    </section>
  );
}

function NoticeCard({ notice, onClose }: { readonly notice: Notice; readonly onClose: () => void }) {
  const Icon = notice.tone === 'good' ? CircleCheck : CircleX;
  return (
    <div className={`notice floating notice-${notice.tone}`}>
      <Icon size={17} aria-hidden />
      <p>
        <strong>{notice.title}</strong>
        {notice.text !== '' && (
          <span>
            <VisibleText text={notice.text} />
          </span>
        )}
      </p>
      {notice.action !== undefined && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            notice.action?.run();
            onClose();
          }}
        >
          {notice.action.label}
        </button>
      )}
      <CloseButton label="Close notice" onClick={onClose} />
    </div>
  );
}
