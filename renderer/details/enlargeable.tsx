import { Maximize2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { CloseButton } from '../parts/close-button.tsx';
import './enlargeable.css';

interface EnlargeableProps {
  /** What it is, for those who do not see it, and the title of the large one. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Something that can fill the window: in its place it is as large as there is room, enlarged as large as can be. */
export function Enlargeable({ label, children }: EnlargeableProps) {
  const [large, setLarge] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setLarge(false);
    button.current?.focus();
  };
  return (
    <div className="enlargeable">
      <button
        type="button"
        ref={button}
        className="button button-icon button-small enlarge"
        aria-label={`Enlarge: ${label}`}
        title="Enlarge"
        onClick={() => setLarge(true)}
      >
        <Maximize2 size={13} aria-hidden />
      </button>
      {large ? (
        <Large label={label} onClose={close}>
          {children}
        </Large>
      ) : (
        children
      )}
    </div>
  );
}

function Large({ label, children, onClose }: EnlargeableProps & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog className="enlarged" ref={dialog} aria-label={label} onClose={onClose}>
      <header className="enlarged-head">
        <h2>{label}</h2>
        <CloseButton label="Close" title="Close (Escape)" onClick={() => dialog.current?.close()} />
      </header>
      <div className="enlarged-content">{children}</div>
    </dialog>
  );
}
