import { useViewer } from '../state/viewer-context.ts';
import { useStore } from '../state/use-store.ts';
import './application.css';
import { Banners } from './banners.tsx';
import { ConversationList } from '../conversations/conversation-list.tsx';
import { ConversationPane } from '../transcript/conversation-pane.tsx';
import { DialogPlace } from './dialog-place.tsx';
import { NoticeStack } from './notice-stack.tsx';
import { DetailsPane } from '../details/details-pane.tsx';
import { LIST_WIDTH } from '../../app/contract.ts';
import { PaneBoundary } from './pane-boundary.tsx';
import { FileDrop } from '../shelf/file-drop.tsx';
import { ShelfBar } from '../shelf/shelf-bar.tsx';
import { Splitter } from '../parts/splitter.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useAddress } from './use-address.ts';
import { useAlerts } from './use-alerts.ts';
import { useAppearance } from './use-appearance.ts';
import { useConversationCommands } from '../conversations/use-conversation-commands.ts';
import { useMenuCommands } from './use-menu-commands.ts';
import { useNotifications } from './use-notifications.ts';
import { useRemovalNotice } from './use-removal-notice.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useHoldCommands } from '../holds/use-hold-commands.ts';
import { useWindowCommands } from './use-window-commands.ts';

/** The whole viewer. */
export function Application() {
  const { preferences, selection, dialogs } = useViewer();
  const { session } = useStore(selection);
  const dialog = useStore(dialogs);
  const { listShown, listWidth } = useStore(preferences);
  useAddress();
  useAppearance();
  useShortcuts();
  useMenuCommands();
  useNotifications();
  useAlerts();
  useRemovalNotice();
  return (
    <div className="application">
      <Commands />
      <PaneBoundary name="The bar of the listener" isBar>
        <TopBar />
      </PaneBoundary>
      <PaneBoundary name="What is wrong" isBar>
        <Banners />
      </PaneBoundary>
      <PaneBoundary name="The open files" isBar>
        <ShelfBar />
      </PaneBoundary>
      <main className="panes">
        {listShown && (
          <>
            <div className="pane-list" style={{ width: listWidth }}>
              <PaneBoundary name="The list of conversations">
                <ConversationList />
              </PaneBoundary>
            </div>
            <Splitter
              label="Width of the list of conversations"
              width={listWidth}
              limits={LIST_WIDTH}
              paneIs="before"
              onChange={(width) => preferences.change({ listWidth: width })}
            />
          </>
        )}
        <PaneBoundary name="The conversation" subject={session}>
          <ConversationPane />
        </PaneBoundary>
        <PaneBoundary name="The details" subject={session}>
          <DetailsPane />
        </PaneBoundary>
      </main>
      <PaneBoundary name="The status bar" isBar>
        <StatusBar />
      </PaneBoundary>
      <FileDrop />
      <PaneBoundary name="Notices" isBar>
        {(dialog === null || dialog === 'palette') && <NoticeStack />}
      </PaneBoundary>
      <PaneBoundary
        name="This dialog"
        subject={typeof dialog === 'object' && dialog !== null ? 'listener' : dialog}
      >
        <DialogPlace />
      </PaneBoundary>
    </div>
  );
}

/** What can be done in the window. Drawn anew with every conversation, which the window as a whole need not be. */
function Commands() {
  useWindowCommands();
  useConversationCommands();
  useHoldCommands();
  return null;
}
