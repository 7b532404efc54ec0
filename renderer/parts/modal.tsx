import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { CloseButton } from './close-button.tsx';
import './modal.css';
import { NoticeStack } from '../window/notice-stack.tsx';
import { TRANSCRIPT_ID } from '../window/use-shortcuts.ts';

interface ModalProps {
  readonly title: string;
  /** Narrow for a few questions, wide for lists of things, large for what one works in. */
  readonly size: 'narrow' | 'wide' | 'large';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog with its title and a button that closes it. The focus goes into it, and back to where it was. What is told
 * meanwhile is told in it: the window behind it is dimmed, and takes no clicks.
 */
export function Modal({ title, size, onClose, children }: ModalProps) {
  const dialog = useModal(onClose);
  const titleId = useId();
  return (
    <dialog
      ref={dialog}
      className={`modal modal-${size} floating`}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <div className="modal-head">
        <h2 id={titleId}>{title}</h2>
        <CloseButton label="Close" title="Close (Escape)" onClick={onClose} />
      </div>
      {/* What may have to be scrolled can be reached by keyboard, too. */}
      <section className="modal-body" aria-labelledby={titleId} tabIndex={0}>
        {children}
      </section>
      <NoticeStack />
    </dialog>
  );
}

/**
 * Opens a dialog as soon as it is there. A click beside it closes it; Escape does, too, by the browser's doing. When it
 * goes, the focus returns to where it was, or to the transcript where that is gone.
 */
export function useModal(onClose: () => void): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    if (!element.open) element.showModal();
    return () => {
      // While it is still in the page: only a dialog that is closed there gives the focus back.
      element.close();
      if (document.activeElement === document.body) document.getElementById(TRANSCRIPT_ID)?.focus();
    };
  }, []);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target === element && !isWithin(event, element)) onClose();
    };
    element.addEventListener('pointerdown', onPointerDown);
    return () => element.removeEventListener('pointerdown', onPointerDown);
  }, [onClose]);
  return dialog;
}

/** A dialog's backdrop is the dialog itself to a pointer; so is the dialog's own edge. */
function isWithin({ clientX, clientY }: PointerEvent, element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
