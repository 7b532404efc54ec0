import { CircleDot, CircleX, Square } from 'lucide-react';
import type { ListenerStatus } from '../../app/contract.ts';
import './status-mark.css';

/** Where a listener stands, as a mark and a word. */
export function StatusMark({ status }: { readonly status: ListenerStatus }) {
  switch (status.state) {
    case 'listening':
      return (
        <span className="listener-status listener-listening">
          <CircleDot size={15} aria-hidden /> Listening
        </span>
      );
    case 'stopped':
      return (
        <span className="listener-status listener-stopped">
          <Square size={14} aria-hidden /> Stopped
        </span>
      );
    case 'failed':
      return (
        <span className="listener-status listener-failed">
          <CircleX size={15} aria-hidden /> Not listening
        </span>
      );
  }
}
