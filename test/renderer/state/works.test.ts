import { describe, expect, test } from 'vitest';
import { createStore } from '../../../renderer/state/store.ts';
import { followWorks } from '../../../renderer/state/works.ts';
import type { ConnectionStatus } from '../../../renderer/transport/viewer-transport.ts';
import type { Work } from '../../../app/transcript/work.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const SAVING: Work = { kind: 'saving', of: 1, subject: 'a.txt', done: 0, total: 1, canCancel: true };
const FINDING: Work = { kind: 'finding', of: 1, subject: '7', done: 10, total: 90, canCancel: true };

function following() {
  const transport = new ScriptedTransport({ 'work.cancel': () => null });
  const connection = createStore<ConnectionStatus>({ state: 'connected' });
  const works = followWorks(transport, connection);
  const tell = (work: Work, isOver = false) => transport.emit({ type: 'work', work, isOver });
  tell(SAVING);
  tell(FINDING);
  return { transport, connection, works, tell };
}

describe('what is under way', () => {
  test('is known as far as it is, until it is over', () => {
    const { works, tell } = following();
    tell({ ...SAVING, done: 0.5 });
    expect(works.get()).toEqual([{ ...SAVING, done: 0.5 }, FINDING]);
    tell(SAVING, true);
    tell(SAVING, true);
    expect(works.get()).toEqual([FINDING]);
  });

  test('is given up by its name', () => {
    const { transport, works } = following();
    works.cancel(FINDING);
    expect(transport.asked).toEqual([{ name: 'work.cancel', payload: { kind: 'finding', of: 1 } }]);
  });

  test('is forgotten where it was reading, and everything is read anew', () => {
    const { works } = following();
    works.forgetReading();
    expect(works.get()).toEqual([SAVING]);
  });

  test('is gone with the connection', () => {
    const { connection, works } = following();
    connection.set({ state: 'connecting' });
    expect(works.get()).toEqual([]);
  });
});
