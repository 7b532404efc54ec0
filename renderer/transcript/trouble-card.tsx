import type { ReactNode } from 'react';
import './trouble-card.css';

interface TroubleCardProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: ReactNode;
  /** What follows from it, quieter. */
  readonly note: string;
  readonly action: string;
  readonly onAction: () => void;
}

/** Why a conversation came to nothing, above its transcript, and the one thing to do about it. */
export function TroubleCard({ icon, title, text, note, action, onAction }: TroubleCardProps) {
  return (
    <div className="trouble">
      {icon}
      <div>
        <p className="trouble-title">{title}</p>
        <p>{text}</p>
        <p className="trouble-note">{note}</p>
      </div>
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
