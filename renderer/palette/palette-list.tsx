import { Check, CornerDownRight, Scale, Search, SlidersHorizontal } from 'lucide-react';
import { useEffect } from 'react';
import type { MouseEvent } from 'react';
import type { FoundEntry } from './entries.ts';
import { listbox, option } from '../rows/listbox.ts';
import { KeyCaps } from '../parts/key-caps.tsx';
import { OutcomeMark } from '../parts/outcome-mark.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

interface PaletteListProps {
  readonly id: string;
  readonly found: readonly FoundEntry[];
  readonly active: number;
  readonly onAct: (entry: FoundEntry) => void;
}

/** What the palette has found. The focus stays in its field. */
export function PaletteList({ id, found, active, onAct }: PaletteListProps) {
  const activeId = found[active] === undefined ? undefined : `${id}-${active}`;
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);
  const onMouseDown = (event: MouseEvent) => {
    event.preventDefault();
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    const entry = found[Number(item?.dataset['index'] ?? -1)];
    if (entry !== undefined) onAct(entry);
  };
  return (
    <>
      <div
        className="palette-list"
        id={id}
        {...listbox({
          label: 'Commands, searches, settings and conversations',
          active: undefined,
          onMouseDown,
        })}
        tabIndex={-1}
      >
        {found.map((entry, index) => (
          <div
            key={entry.key}
            {...option({
              id: `${id}-${index}`,
              selected: index === active,
              place: index,
              total: found.length,
            })}
            className={index === active ? 'palette-entry palette-entry-active' : 'palette-entry'}
            data-index={index}
          >
            <EntryIcon entry={entry} />
            <span className="palette-title">
              <MarkedTitle entry={entry} />
            </span>
            <span className="palette-note">
              <VisibleText text={entry.note} />
            </span>
            {entry.keys.length > 0 && <KeyCaps keys={entry.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className="palette-nothing">Nothing is called that. Try fewer letters, or another word.</p>
      )}
    </>
  );
}

function EntryIcon({ entry }: { readonly entry: FoundEntry }) {
  switch (entry.action.type) {
    case 'command':
      return <CornerDownRight size={15} aria-hidden />;
    case 'setting':
      return entry.current === true ? (
        <Check size={15} aria-label="chosen" />
      ) : (
        <SlidersHorizontal size={15} aria-hidden />
      );
    case 'conversation':
      return <OutcomeMark mark={entry.mark ?? 'nothing'} text="conversation" />;
    case 'search':
      return <Search size={15} aria-hidden />;
    case 'rule':
      return <Scale size={15} aria-hidden />;
  }
}

/** The title in stretches: those that answer what was typed, and the others. */
function MarkedTitle({ entry: { title, places } }: { readonly entry: FoundEntry }) {
  const marked = new Set(places);
  const stretches: { readonly at: number; text: string; readonly marked: boolean }[] = [];
  for (let at = 0; at < title.length; at++) {
    const last = stretches.at(-1);
    if (last !== undefined && last.marked === marked.has(at)) last.text += title.charAt(at);
    else stretches.push({ at, text: title.charAt(at), marked: marked.has(at) });
  }
  return stretches.map((stretch) =>
    stretch.marked ? (
      <mark key={stretch.at}>{stretch.text}</mark>
    ) : (
      <VisibleText key={stretch.at} text={stretch.text} />
    ),
  );
}
