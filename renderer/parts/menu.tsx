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
    if (element !== null) keepWithinWindow(element);
  }, [list]);

  useEffect(() => {
    if (!open) return undefined;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
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
        <MenuList id={listId} label={label} items={items} onClose={close} onLeave={() => setOpen(false)} />
      )}
    </div>
  );
}

/** Pixels that stay free between a menu and the window's edge. */
const MARGIN = 8;

/** A menu whose button is near an edge makes way for it, and one that is too long scrolls. */
function keepWithinWindow(menu: HTMLElement): void {
  const zoom = zoomOf(menu);
  menu.style.translate = '';
  const { left, top } = menu.getBoundingClientRect();
  menu.style.translate = `${Math.max(0, MARGIN - left) / zoom}px 0`;
  menu.style.maxHeight = `${(innerHeight - top - MARGIN) / zoom}px`;
}

interface MenuListProps {
  readonly id?: string;
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** The person is done with it: the focus goes back to where it was. */
  readonly onClose: () => void;
  /** The focus has gone elsewhere. */
  readonly onLeave: () => void;
}

/** The list that a menu opens. It takes the focus. */
export function MenuList({ id, label, items, onClose, onLeave }: MenuListProps) {
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
