import { expect, test } from 'vitest';
import type { ViewerEvent } from '../../../app/contract.ts';
import { createWaitingEvents } from '../../../main/web/waiting-events.ts';
import { viewEvent } from './web-host-fixture.ts';

function sessionsEvent(total: number, changed: number[], many = false): ViewerEvent {
  return { type: 'sessions', total, open: 1, changed, many };
}

test('the latest event of a view stands for the earlier ones', () => {
  const waiting = createWaitingEvents();
  waiting.add(viewEvent(1, 10));
  waiting.add(viewEvent(2, 5));
  waiting.add(viewEvent(1, 11));
  expect(waiting.take()).toEqual([viewEvent(1, 11), viewEvent(2, 5)]);
  expect(waiting.take()).toEqual([]);
});

test('sessions that changed are gathered', () => {
  const waiting = createWaitingEvents();
  waiting.add(sessionsEvent(3, [1, 2]));
  waiting.add(sessionsEvent(4, [2, 4]));
  expect(waiting.take()).toEqual([sessionsEvent(4, [1, 2, 4])]);
});

test('past what one event can name, it says that there are many', () => {
  const waiting = createWaitingEvents();
  waiting.add(
    sessionsEvent(
      900,
      Array.from({ length: 300 }, (_, n) => n),
    ),
  );
  waiting.add(
    sessionsEvent(
      900,
      Array.from({ length: 300 }, (_, n) => 300 + n),
    ),
  );
  waiting.add(sessionsEvent(901, [901]));
  expect(waiting.take()).toEqual([sessionsEvent(901, [], true)]);
});
