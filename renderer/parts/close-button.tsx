import { X } from 'lucide-react';

interface CloseButtonProps {
  /** What it takes away: `Close the bytes`. */
  readonly label: string;
  /** The same in short, with its key. */
  readonly title?: string;
  readonly small?: boolean;
  readonly onClick: () => void;
}

/** Takes something away. */
export function CloseButton({ label, title = label, small = false, onClick }: CloseButtonProps) {
  return (
    <button
      type="button"
      className={`button button-icon button-quiet${small ? ' button-small' : ''}`}
      aria-label={label}
      title={title}
      onClick={onClick}
    >
      <X size={small ? 14 : 16} aria-hidden />
    </button>
  );
}
