import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { CloseButton } from '../parts/close-button.tsx';
import { Splitter } from '../parts/splitter.tsx';
import { DETAILS_WIDTH, type DetailsTab } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { DETAILS_BUTTON_ID } from './details-button.tsx';
import './details-pane.css';
import { ExplainTab } from './explain-tab.tsx';
import { LadderTab } from './ladder-tab.tsx';
import { MessageTab } from './message-tab.tsx';
import { ServerTab } from './server-tab.tsx';
import { StateTab } from './state-tab.tsx';
import { tabId, Tabs, type Tab } from './tabs.tsx';
import { TimingTab } from './timing-tab.tsx';
import { TlsTab } from './tls-tab.tsx';
import { useDetailsShown } from './use-details-shown.ts';

/** Begins the ids of the tabs. */
const TABS_NAME = 'details';

const TABS: readonly Tab<DetailsTab>[] = [
  { id: 'explain', title: 'Explain' },
  { id: 'message', title: 'Message' },
  { id: 'timing', title: 'Timing' },
  { id: 'ladder', title: 'Ladder' },
  { id: 'state', title: 'State' },
  { id: 'server', title: 'Server' },
  { id: 'tls', title: 'TLS' },
];

function contentOf(tab: DetailsTab): ReactNode {
  switch (tab) {
    case 'message':
      return <MessageTab />;
    case 'timing':
      return <TimingTab />;
    case 'server':
      return <ServerTab />;
    case 'ladder':
      return <LadderTab />;
    case 'state':
      return <StateTab />;
    case 'tls':
      return <TlsTab />;
    case 'explain':
      return <ExplainTab />;
  }
}

/** What the chosen conversation means: the right pane, or a drawer over the transcript in a narrow window. */
export function DetailsPane() {
  const { preferences, selection } = useViewer();
  const { session } = useStore(selection);
  const { shown, isDrawer } = useDetailsShown();
  const { detailsWidth } = useStore(preferences);
  if (session === null || !shown) return null;
  if (isDrawer) return <Drawer />;
  return (
    <>
      <Splitter
        label="Width of the details"
        width={detailsWidth}
        limits={DETAILS_WIDTH}
        paneIs="behind"
        onChange={(width) => preferences.change({ detailsWidth: width })}
      />
      <aside className="details" aria-label="Details" style={{ width: detailsWidth }}>
        <DetailsTabs />
      </aside>
    </>
  );
}

function Drawer() {
  const { preferences } = useViewer();
  const { set } = useDetailsShown();
  const place = useRef<HTMLElement>(null);
  const close = () => {
    set(false);
    document.getElementById(DETAILS_BUTTON_ID)?.focus();
  };

  useEffect(() => {
    document.getElementById(tabId(TABS_NAME, preferences.get().detailsTab))?.focus();
  }, [preferences]);

  useEffect(() => {
    const drawer = place.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      close();
    };
    drawer?.addEventListener('keydown', onKeyDown);
    return () => drawer?.removeEventListener('keydown', onKeyDown);
  });

  return (
    <aside className="details details-drawer floating" aria-label="Details" ref={place}>
      <DetailsTabs
        end={
          <span className="details-close">
            <CloseButton label="Close the details" title="Close (Escape)" small onClick={close} />
          </span>
        }
      />
    </aside>
  );
}

function DetailsTabs({ end }: { readonly end?: ReactNode }) {
  const { preferences } = useViewer();
  const { detailsTab } = useStore(preferences);
  return (
    <Tabs
      name={TABS_NAME}
      label="Details"
      tabs={TABS}
      chosen={detailsTab}
      onChoose={(tab) => preferences.change({ detailsTab: tab })}
      end={end}
    >
      {contentOf(detailsTab)}
    </Tabs>
  );
}
