import type { Transport } from '../../app/contract.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import type { ConnectionStatus, ViewerTransport } from '../transport/viewer-transport.ts';
import { createActions } from './actions.ts';
import type { Actions } from './actions.ts';
import { createAnnotations } from './annotations.ts';
import type { Annotations } from './annotations.ts';
import { followAlerts } from './alerts.ts';
import type { Alerts } from './alerts.ts';
import { followApplication } from './application.ts';
import type { Application } from './application.ts';
import { openWhatIsChosen } from './chosen-conversation.ts';
import { keepChosenDetails } from './chosen-details.ts';
import type { ChosenDetails } from './chosen-details.ts';
import { keepChosenSummary } from './chosen-summary.ts';
import type { ChosenSummary } from './chosen-summary.ts';
import { createCommands } from './commands.ts';
import type { Commands } from './commands.ts';
import { followConnection } from './connection.ts';
import { openConversations } from './conversations.ts';
import type { Conversations } from './conversations.ts';
import { createDialogs } from './dialogs.ts';
import type { Dialogs } from './dialogs.ts';
import { createFilter } from './filter.ts';
import type { Filter, FilterWorld } from './filter.ts';
import type { Schedule } from './frames.ts';
import { createLiveRulePreview } from './rule-preview.ts';
import type { LiveRulePreview } from './rule-preview.ts';
import { createRuleForm } from './rule-form.ts';
import type { RuleForm } from './rule-form.ts';
import { followRules } from './rules.ts';
import type { Rules } from './rules.ts';
import { followHolds } from './holds.ts';
import type { Holds } from './holds.ts';
import { createLineChoice } from './line-choice.ts';
import type { LineChoice } from './line-choice.ts';
import { followListSettings, readListSettings } from './list-settings.ts';
import { createNotices } from './notices.ts';
import type { Notices } from './notices.ts';
import { followPreferences } from './preferences.ts';
import type { Preferences, PreferenceStorage } from './preferences.ts';
import { readRecent } from './recent-conversations.ts';
import { createSelection } from './selection.ts';
import type { Selection } from './selection.ts';
import { createShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';
import { createStore } from './store.ts';
import type { Store, WritableStore } from './store.ts';
import { keepTranscriptView } from './transcript-view.ts';
import type { TranscriptView } from './transcript-view.ts';
import { followWorks } from './works.ts';
import type { Works } from './works.ts';

/** All that the viewer shows, each part a store of its own. */
export interface Viewer {
  readonly connection: Store<ConnectionStatus>;
  readonly application: Application;
  readonly conversations: Conversations;
  readonly selection: Selection;
  readonly summary: ChosenSummary;
  readonly filter: Filter;
  /** What narrows the list of conversations. */
  readonly listFilter: Filter;
  /** Secrets of the chosen conversation are shown. Off again with every other conversation. */
  readonly reveal: WritableStore<boolean>;
  readonly transcript: TranscriptView;
  /** The line that transcript and details have in common. */
  readonly line: LineChoice;
  /** What is known of the chosen conversation beyond its rows. */
  readonly details: ChosenDetails;
  /** Asks the application for what only one place shows. */
  readonly request: Transport['request'];
  /** The details lie over the transcript, in a window that is too narrow for three panes. */
  readonly drawer: WritableStore<boolean>;
  readonly shelf: Shelf;
  /** What takes longer than a moment. */
  readonly works: Works;
  readonly dialogs: Dialogs;
  readonly commands: Commands;
  readonly notices: Notices;
  readonly preferences: Preferences;
  readonly actions: Actions;
  readonly annotations: Annotations;
  readonly holds: Holds;
  readonly rules: Rules;
  readonly alerts: Alerts;
  /** The rule that is being written. */
  readonly ruleForm: RuleForm;
  /** What that rule would have met. */
  readonly rulePreview: LiveRulePreview;
  /** The newest conversations, so many of them; none where they cannot be read. */
  readonly recentConversations: (count: number) => Promise<readonly SessionSummary[]>;
  /** Tries to connect now. */
  readonly retryConnection: () => void;
  /** Tells what is chosen from the host's menu. Returns what ends that. */
  readonly watchCommands: ViewerTransport['watchCommands'];
}

/** What the viewer needs of the page that it runs in. */
export interface ViewerWorld extends FilterWorld {
  readonly transport: ViewerTransport;
  readonly schedule: Schedule;
  readonly storage: PreferenceStorage;
  /** Milliseconds since 1970. */
  now(): number;
  /** Has the browser fetch a file from the server of this page. */
  download(url: string): void;
}

/** Puts the stores together: the choice, the filter and the revealing say what the transcript opens. */
export function createViewer(world: ViewerWorld): Viewer {
  const { transport, schedule } = world;
  const application = followApplication(transport, () => world.now());
  const later = (milliseconds: number, callback: () => void): void =>
    void world.after(milliseconds, callback);
  const notices = createNotices(later);
  const preferences = followPreferences({
    application,
    transport,
    storage: world.storage,
    after: later,
    tell: ({ text, remedy }) => notices.bad(text, remedy),
  });
  const listFilter = createFilter(world);
  const conversations = openConversations(transport, readListSettings({ listFilter, preferences }), world);
  const selection = createSelection(conversations, world);
  const summary = keepChosenSummary(transport, schedule);
  const filter = createFilter(world);
  const reveal = createStore(false);
  const transcript = keepTranscriptView(transport, schedule);
  const details = keepChosenDetails(transport, { now: () => world.now(), after: later });
  const line = createLineChoice(() => {
    if (filter.get().applied !== '') filter.clear();
  });
  const actions = createActions({ transport, notices, selection, download: (url) => world.download(url) });
  const holds = followHolds({ transport, application, notices, selection });
  const ruleForm = createRuleForm(world);
  const annotations = createAnnotations({
    transport,
    notices,
    selection,
    after: later,
    onSaid: () => summary.refresh(),
  });

  followListSettings({ listFilter, preferences }, conversations);
  openWhatIsChosen({ selection, conversations, filter, reveal, line, summary, details, transcript });

  const connection = createStore<ConnectionStatus>({ state: 'connecting' });
  const works = followWorks(transport, connection);
  const readAnew = () => {
    works.forgetReading();
    conversations.reload();
    summary.refresh();
    details.refresh();
    transcript.reopen();
  };
  const shelf = createShelf({
    transport,
    application,
    notices,
    isConnected: () => connection.get().state === 'connected',
    onShown() {
      selection.reset();
      readAnew();
    },
  });
  followConnection({ transport, connection, application, selection, shelf, notices, readAnew });

  return {
    connection,
    application,
    conversations,
    selection,
    summary,
    filter,
    listFilter,
    reveal,
    transcript,
    line,
    details,
    request: (name, payload) => transport.request(name, payload),
    drawer: createStore(false),
    shelf,
    works,
    dialogs: createDialogs(),
    commands: createCommands(),
    recentConversations: (count) => readRecent(transport, count),
    notices,
    preferences,
    actions,
    annotations,
    alerts: followAlerts({
      transport,
      application,
      isRecorded: () => shelf.shown.get() === null,
      recent: (count) => readRecent(transport, count),
      after: later,
    }),
    holds,
    rules: followRules({ transport, application, after: later }),
    ruleForm,
    rulePreview: createLiveRulePreview({
      transport,
      ruleForm,
      after: (milliseconds, callback) => world.after(milliseconds, callback),
    }),
    retryConnection: () => transport.retry(),
    watchCommands: (listener) => transport.watchCommands(listener),
  };
}
