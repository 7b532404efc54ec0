import { describe, expect, it } from 'vitest';
import { createAnnotations } from '../../../renderer/state/annotations.ts';
import { openConversations } from '../../../renderer/state/conversations.ts';
import { createNotices } from '../../../renderer/state/notices.ts';
import { createSelection } from '../../../renderer/state/selection.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { ScriptedList } from '../support/scripted-list.ts';

async function fiveConversations(open = 0) {
  const clock = new HandClock();
  const list = new ScriptedList(5);
  list.transport.answer('conversations.delete', ({ sessions }) => ({
    deleted: open > 0 ? [] : sessions,
    open,
    pinned: 0,
  }));
  list.transport.answer('conversations.restore', () => null);
  const order = { sort: 'time', descending: true, group: 'none' } as const;
  const conversations = openConversations(list.transport, { query: '', order }, clock);
  conversations.reload();
  await settle();
  await clock.frame();
  const selection = createSelection(conversations, clock);
  const notices = createNotices(clock.after);
  const { transport } = list;
  return {
    clock,
    transport,
    selection,
    notices,
    annotations: createAnnotations({
      transport,
      notices,
      selection,
      after: clock.after,
      onSaid: () => undefined,
    }),
  };
}

describe('deleting', () => {
  it('goes on to the next conversation, and can be undone', async () => {
    const { annotations, selection, notices, transport } = await fiveConversations();
    selection.choose(3);
    await annotations.remove(selection.acted());
    expect(selection.get().session).toBe(2);
    const [notice] = notices.get();
    expect(notice).toMatchObject({ title: '1 conversation deleted', action: { label: 'Undo' } });
    notice?.action?.run();
    await settle();
    expect(transport.payloads('conversations.restore')).toEqual([{ sessions: [[3, 3]] }]);
    expect(selection.get().session).toBe(3);
    expect(annotations.undoable.get()).toEqual([]);
  });

  it('offers no undo when it is too late, or nothing was deleted', async () => {
    const { annotations, clock } = await fiveConversations();
    await annotations.remove([[1, 2]]);
    expect(annotations.undoable.get()).toEqual([[1, 2]]);
    clock.pass(60_000);
    expect(annotations.undoable.get()).toEqual([]);
    const busy = await fiveConversations(1);
    await busy.annotations.remove([[5, 5]]);
    expect(busy.notices.get()).toMatchObject([
      { title: 'Nothing was deleted', text: '1 conversation under way stayed.' },
    ]);
  });
});
