import { expect, it } from 'vitest';
import { groupName, orderWords } from '../../../renderer/words/list-order.ts';

it('an order reads as people say it', () => {
  expect(orderWords({ sort: 'time', descending: true, group: 'none' })).toBe('newest first');
  expect(orderWords({ sort: 'trouble', descending: true, group: 'client' })).toBe(
    'what went wrong first, by client',
  );
});

it('a day is named by how far it is', () => {
  const now = new Date(2026, 10, 21, 9);
  const name = (group: string) => groupName({ kind: 'day', group }, now);
  expect(name('2026-11-21')).toBe('Today, Saturday 21 November');
  expect(name('2026-11-20')).toBe('Yesterday, Friday 20 November');
  expect(name('2025-12-31')).toBe('Wednesday 31 December 2025');
  expect(groupName({ kind: 'pinned', group: 'pinned' }, now)).toBe('Pinned');
});
