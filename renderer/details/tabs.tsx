import type { KeyboardEvent, ReactNode } from 'react';
import './tabs.css';

/** A tab. */
export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
}

interface TabsProps<Id extends string> {
  /** Begins the ids of tabs and panel. */
  readonly name: string;
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** What the chosen tab shows. */
  readonly children: ReactNode;
  /** What stands behind the last tab. */
  readonly end?: ReactNode;
}

/**
 * Tabs of which one is chosen; ← → Home End choose while the tabs have the focus.
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export function Tabs<Id extends string>({
  name,
  label,
  tabs,
  chosen,
  onChoose,
  children,
  end,
}: TabsProps<Id>) {
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const to = placeByKey(event.key, at, tabs.length);
    const tab = to === null ? undefined : tabs[to];
    if (tab === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onChoose(tab.id);
    document.getElementById(tabId(name, tab.id))?.focus();
  };

  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }, place) => (
          <button
            key={id}
            id={tabId(name, id)}
            type="button"
            role="tab"
            className="tab"
            aria-selected={place === at}
            aria-controls={`${name}-panel`}
            tabIndex={place === at ? 0 : -1}
            onClick={() => onChoose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      {end}
      <div
        className="tab-panel"
        id={`${name}-panel`}
        role="tabpanel"
        aria-labelledby={tabId(name, tabs[at]?.id ?? chosen)}
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}

/** The id of a tab's button. */
export function tabId(name: string, id: string): string {
  return `${name}-tab-${id}`;
}

function placeByKey(key: string, at: number, tabs: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return (at + tabs - 1) % tabs;
    case 'ArrowRight':
      return (at + 1) % tabs;
    case 'Home':
      return 0;
    case 'End':
      return tabs - 1;
    default:
      return null;
  }
}
