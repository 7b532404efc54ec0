import { useViewer } from '../state/viewer-context.ts';
import { useStore } from '../state/use-store.ts';
import './application.css';
import { Banners } from './banners.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { DialogPlace } from './dialog-place.tsx';
import { NoticeStack } from './notice-stack.tsx';
import { DetailsPane } from '../details/details-pane.tsx';
import { LIST_WIDTH } from '../../app/contract.ts';
import { Splitter } from './splitter.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useAppearance } from './use-appearance.ts';
import { useMenuCommands } from './use-menu-commands.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useWindowCommands } from './use-window-commands.ts';

/** The whole viewer. */
export function Application() {
  const { preferences } = useViewer();
  const { listShown, listWidth } = useStore(preferences);
  useAppearance();
  useWindowCommands();
  useShortcuts();
  useMenuCommands();
  return (
    <div className="application">
      <TopBar />
      <Banners />
      <main className="panes">
        {listShown && (
          <>
            <div className="pane-list" style={{ width: listWidth }}>
              <ConversationList />
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
        <ConversationPane />
        <DetailsPane />
      </main>
      <StatusBar />
      <NoticeStack />
      <DialogPlace />
    </div>
  );
}
