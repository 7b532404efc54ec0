import { describe, expect, test } from 'vitest';
import { connectRawClient } from '../support/raw-client.ts';
import {
  ask,
  connectViewer,
  openedApplication,
  portOfApplication,
  type TestViewer,
} from './opened-application.ts';

const NEWEST_FIRST = { sort: 'time', descending: true, group: 'none' };

/** A viewer with these rules, and how a client says these lines and leaves. */
async function ruled(...rules: readonly object[]) {
  const application = await openedApplication();
  const viewer = connectViewer(application);
  for (const [place, rule] of rules.entries()) {
    const { revision } = await ask(viewer, 'rules.show', {});
    await ask(viewer, 'rules.edit', { revision, edit: { what: 'add', place, rule } });
  }
  const say = async (...lines: readonly string[]) => {
    const client = connectRawClient(portOfApplication(application));
    await client.hear();
    for (const line of [...lines, 'QUIT']) await client.ask(line);
    await client.closed;
  };
  return { viewer, say };
}

/** The numbers of the conversations that a query names, as far as they are known. */
async function found(viewer: TestViewer, query: string): Promise<number[]> {
  const { list } = await ask(viewer, 'list.open', { query, order: NEWEST_FIRST });
  const { rows } = await ask(viewer, 'list.rows', { list, from: 0, count: 10, anchor: null });
  await ask(viewer, 'list.close', { list });
  return rows.flatMap((row) => (row.type === 'conversation' ? [row.summary.session] : []));
}

/** The first conversation, when it is over. */
async function ended(viewer: TestViewer) {
  const summary = () => ask(viewer, 'session.summary', { session: 1 });
  await expect.poll(async () => (await summary())?.ended ?? null).not.toBeNull();
  return summary();
}

const tags = (name: string, when: string, tag: string) => ({ name, when, do: [{ action: 'tag', tag }] });
const alerts = (name: string, when: string, severity: string, text: string) => ({
  name,
  when,
  do: [{ action: 'alert', severity, text }],
});

describe('what rules tell of a conversation', () => {
  test('is in its summary: each tag once, and the gravest alert', async () => {
    const { viewer, say } = await ruled(
      tags('noop', 'cmd:NOOP', 'idle'),
      tags('reset', 'cmd:RSET', 'restless'),
      alerts('note', 'cmd:NOOP', 'warning', 'A warning'),
      alerts('error', 'cmd:VRFY', 'error', 'An error'),
    );
    await say('NOOP', 'VRFY me', 'NOOP', 'RSET', 'NOOP');
    const summary = await ended(viewer);
    expect(summary?.tags).toEqual(['idle', 'restless']);
    expect(summary?.alert).toEqual({
      severity: 'error',
      text: 'An error',
      counts: { note: 0, warning: 3, error: 1 },
    });
  });

  test('is found by its tag, and by that of a note alike', async () => {
    const { viewer, say } = await ruled(tags('noop', 'cmd:NOOP', 'idle-client'));
    await say('NOOP');
    await say('RSET');
    await say('RSET');
    await ask(viewer, 'conversations.note', { session: 3, text: 'see #Idle-again' });
    await expect.poll(() => found(viewer, '')).toEqual([3, 2, 1]);
    await expect.poll(() => found(viewer, 'tag:idle-client')).toEqual([1]);
    await expect.poll(() => found(viewer, 'tag:idle*')).toEqual([3, 1]);
    await expect.poll(() => found(viewer, 'not tag:*')).toEqual([2]);
    const known = await ask(viewer, 'list.values', { field: 'tag', typed: 'idle' });
    expect(known.map(({ value }) => value)).toContain('idle-client');
  });

  test('is not there where no rule has told anything', async () => {
    const { viewer, say } = await ruled();
    await say('NOOP');
    expect(await ended(viewer)).toMatchObject({ tags: [], alert: null });
  });
});
