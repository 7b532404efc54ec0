import { useViewer } from '../state/viewer-context.ts';
import { useStore } from '../state/use-store.ts';
import './application.css';
import { Banners } from './banners.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { NoticeStack } from './notice-stack.tsx';
import { DetailsPane } from '../details/details-pane.tsx';
import { LIST_WIDTH } from '../state/preferences.ts';
import { Splitter } from './splitter.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useMenuCommands } from './use-menu-commands.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTheme } from './use-theme.ts';

/** The whole viewer. */
export function Application() {
  const { preferences } = useViewer();
  const { listWidth } = useStore(preferences);
  useTheme();
  useShortcuts();
  useMenuCommands();
  return (
    <div className="application">
      <TopBar />
      <Banners />
      <main className="panes">
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
        <ConversationPane />
        <DetailsPane />
      </main>
      <StatusBar />
      <NoticeStack />
    </div>
  );
}
