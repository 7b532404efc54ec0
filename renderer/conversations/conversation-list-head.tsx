import { ArrowDownWideNarrow, ArrowUpToLine, ChartColumn, Ellipsis } from 'lucide-react';
import type { ListOrder } from '../../app/contract.ts';
import { countMarked } from '../state/selection.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { GROUP_CHOICES, isSameOrder, orderWords, SORT_CHOICES } from '../words/list-order.ts';
import { count, counted } from '../words/measures.ts';
import { withKeys } from '../parts/platform.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';

/** What the list holds, and how it is put in order. */
export function ConversationListHead() {
  const { conversations, listFilter } = useViewer();
  const { total } = useStore(conversations);
  const { applied } = useStore(listFilter);
  const some = total !== null && total > 0;
  return (
    <div className="pane-head conversations-head">
      <h2>{applied === '' ? 'Conversations' : 'Found'}</h2>
      {some && <Count />}
      {some && <FollowButton />}
      {some && <OverviewButton />}
      {some && <OrderMenu />}
      {some && <MoreMenu />}
    </div>
  );
}

function Count() {
  const { conversations, listFilter } = useViewer();
  const { state, shown, listed } = useStore(conversations);
  const { applied } = useStore(listFilter);
  if (state === null || shown === null) return null;
  const { matched, known } = state;
  return (
    <span className="conversations-count" data-testid="conversation-count">
      {applied === '' ? count(listed) : `${count(matched)} of ${count(known)}`}
    </span>
  );
}

function FollowButton() {
  const { selection } = useViewer();
  const { following } = useStore(selection);
  return (
    <button
      type="button"
      className="button button-quiet button-small button-icon"
      aria-pressed={following}
      aria-label="Follow newest"
      title={withKeys('Choose each new conversation as it begins', 'newest-conversation')}
      onClick={() => (following ? selection.stay() : selection.follow())}
    >
      <ArrowUpToLine size={15} aria-hidden />
    </button>
  );
}

function OverviewButton() {
  const { preferences } = useViewer();
  const { overviewShown } = useStore(preferences);
  return (
    <button
      type="button"
      className="button button-quiet button-small button-icon"
      aria-pressed={overviewShown}
      aria-label="Overview"
      title="Messages and refusals over time"
      onClick={() => preferences.change({ overviewShown: !overviewShown })}
    >
      <ChartColumn size={15} aria-hidden />
    </button>
  );
}

function OrderMenu() {
  const { preferences } = useViewer();
  const { listOrder } = useStore(preferences);
  const change = (next: Partial<ListOrder>) => preferences.change({ listOrder: { ...listOrder, ...next } });
  const sorts: MenuItem[] = SORT_CHOICES.map(({ label, sort, descending }) => ({
    label,
    checked: isSameOrder(listOrder, { sort, descending }),
    onChoose: () => change({ sort, descending }),
  }));
  const groups: MenuItem[] = GROUP_CHOICES.map(({ label, group }, place) => ({
    label,
    checked: listOrder.group === group,
    ...(place === 0 && { heading: 'Groups' }),
    onChoose: () => change({ group }),
  }));
  return (
    <Menu
      label="Order"
      buttonClass="button button-quiet button-small button-icon"
      buttonTitle={`Order: ${orderWords(listOrder)}`}
      items={[...sorts, ...groups]}
    >
      <ArrowDownWideNarrow size={15} aria-hidden />
    </Menu>
  );
}

function MoreMenu() {
  const { selection, dialogs, annotations, listFilter } = useViewer();
  const undoable = useStore(annotations.undoable);
  const marks = countMarked(useStore(selection).marked);
  const { applied } = useStore(listFilter);
  const items: MenuItem[] = [
    { label: 'Select all', onChoose: () => void selection.markAll() },
    ...(marks > 1
      ? [{ label: `Export ${counted(marks, 'conversation')}…`, onChoose: () => dialogs.open('export') }]
      : []),
    ...(undoable.length > 0
      ? [{ label: 'Undo the last deletion', onChoose: () => void annotations.undo() }]
      : []),
    {
      label: applied === '' ? 'Delete all…' : 'Delete those that match…',
      onChoose: () => dialogs.open('clear'),
    },
  ];
  return (
    <Menu
      label="More about the list"
      buttonClass="button button-quiet button-small button-icon"
      buttonTitle="More"
      items={items}
    >
      <Ellipsis size={15} aria-hidden />
    </Menu>
  );
}
