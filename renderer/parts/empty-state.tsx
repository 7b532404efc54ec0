import type { ReactNode } from 'react';
import './empty-state.css';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** Empty: the title says it all. */
  readonly text: string;
  /** The next step. */
  readonly children?: ReactNode;
}

/** A place with nothing in it: what that means, and the next step. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="empty-state">
      {icon}
      <p className="empty-state-title">{title}</p>
      {text !== '' && <p className="empty-state-text">{text}</p>}
      {children}
    </div>
  );
}
