import { Fragment, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { zoomOf } from '../rows/zoom.ts';
import './menu.css';

/** One thing that a menu offers. */
export interface MenuItem {
  readonly label: string;
  /** A second, quieter line. */
  readonly note?: string;
  readonly icon?: ReactNode;
  /** For items of which one is chosen: whether it is this one. */
  readonly checked?: boolean;
  /** Stands above it: what this item and those behind it are. */
  readonly heading?: string;
  readonly onChoose: () => void;
}

interface MenuProps {
  /** The name of button and menu. */
  readonly label: string;
  readonly buttonId?: string;
  readonly buttonClass: string;
  readonly buttonTitle?: string;
  readonly disabled?: boolean;
  /** Which edges of button and list stand one below the other; by default the right ones. */
  readonly aligned?: 'left' | 'right';
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
}

/** A button that opens a short list of things to do. */
export function Menu({
  label,
  buttonId,
  buttonClass,
  buttonTitle,
  disabled = false,
  aligned = 'right',
  items,
  children,
}: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const listId = useId();
  const list = open ? listId : null;

  useLayoutEffect(() => {
    const element = list === null ? null : document.getElementById(list);
    if (element === null || button.current === null) return;
    element.showPopover();
    placeBeside(element, button.current.getBoundingClientRect(), aligned);
  }, [list, aligned]);

  useEffect(() => {
    if (!open) return undefined;
    const leave = () => setOpen(false);
    const leaveFromElsewhere = ({ target }: Event) => {
      if (target instanceof Node && place.current?.contains(target) !== true) leave();
    };
    document.addEventListener('pointerdown', leaveFromElsewhere);
    document.addEventListener('wheel', leaveFromElsewhere, { passive: true });
    window.addEventListener('resize', leave);
    return () => {
      document.removeEventListener('pointerdown', leaveFromElsewhere);
      document.removeEventListener('wheel', leaveFromElsewhere);
      window.removeEventListener('resize', leave);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div className="menu-place" ref={place}>
      <button
        type="button"
        ref={button}
        id={buttonId}
        className={buttonClass}
        title={buttonTitle}
        disabled={disabled}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <MenuList
          id={listId}
          popover="manual"
          label={label}
          items={items}
          onClose={close}
          onLeave={() => setOpen(false)}
        />
      )}
    </div>
  );
}

/** Pixels that stay free between a menu and the window's edge. */
const MARGIN = 8;

/** Pixels between a button and its menu. */
const GAP = 6;

/** Below the button, or above where there is more room; within the window, and scrolling where it is too long for that. */
function placeBeside(menu: HTMLElement, button: DOMRect, aligned: 'left' | 'right'): void {
  const zoom = zoomOf(menu);
  const { width, height } = menu.getBoundingClientRect();
  const below = innerHeight - button.bottom - GAP - MARGIN;
  const above = button.top - GAP - MARGIN;
  const opensUp = height > below && above > below;
  const left = aligned === 'left' ? button.left : button.right - width;
  const top = opensUp ? button.top - GAP - Math.min(height, above) : button.bottom + GAP;
  menu.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN)) / zoom}px`;
  menu.style.top = `${top / zoom}px`;
  menu.style.maxHeight = `${(opensUp ? above : below) / zoom}px`;
}

interface MenuListProps {
  readonly id?: string;
  /** It lies above everything else of the window, once it is shown. */
  readonly popover?: 'manual';
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** The person is done with it: the focus goes back to where it was. */
  readonly onClose: () => void;
  /** The focus has gone elsewhere. */
  readonly onLeave: () => void;
}

/** The list that a menu opens. It takes the focus. */
export function MenuList({ id, popover, label, items, onClose, onLeave }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => itemsOf(list.current)[0]?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return onLeave();
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      return onClose();
    }
    const next = itemByKey(event.key, itemsOf(list.current), document.activeElement);
    if (next === undefined) return undefined;
    event.preventDefault();
    event.stopPropagation();
    return next.focus();
  };

  return (
    <div
      className="menu floating"
      role="menu"
      id={id}
      popover={popover}
      ref={list}
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {items.map((item, index) => (
        <Fragment key={`${index} ${item.label}`}>
          {item.heading !== undefined && (
            <div className="menu-heading" role="presentation">
              {item.heading}
            </div>
          )}
          <MenuButton item={item} onDone={onClose} />
        </Fragment>
      ))}
    </div>
  );
}

function MenuButton({ item, onDone }: { readonly item: MenuItem; readonly onDone: () => void }) {
  const choose = () => {
    onDone();
    item.onChoose();
  };
  const content = (
    <>
      {item.icon}
      <span className="menu-text">
        {item.label}
        {item.note !== undefined && <span className="menu-note">{item.note}</span>}
      </span>
    </>
  );
  if (item.checked === undefined) {
    return (
      <button type="button" className="menu-item" role="menuitem" tabIndex={-1} onClick={choose}>
        {content}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="menu-item"
      role="menuitemradio"
      aria-checked={item.checked}
      tabIndex={-1}
      onClick={choose}
    >
      {content}
    </button>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];
}

function itemByKey(
  key: string,
  items: readonly HTMLElement[],
  focused: Element | null,
): HTMLElement | undefined {
  const at = items.findIndex((item) => item === focused);
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items[(at - 1 + items.length) % items.length];
    case 'Home':
      return items[0];
    case 'End':
      return items[items.length - 1];
    default:
      return undefined;
  }
}
