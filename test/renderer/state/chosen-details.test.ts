import { expect, it } from 'vitest';
import { keepChosenDetails } from '../../../renderer/state/chosen-details.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeDetails } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

/** Details of a session that somebody looks at. */
async function watched() {
  const clock = new HandClock();
  const transport = new ScriptedTransport({ 'session.details': () => makeDetails() });
  const details = keepChosenDetails(transport, {
    now: clock.now,
    after: (milliseconds, callback) => void clock.after(milliseconds, callback),
  });
  details.watch();
  details.choose(1, false);
  await settle();
  const grow = () => transport.emit({ type: 'sessions', total: 1, open: 1, changed: [1], many: false });
  /** Lets time pass while the session grows all the time. Returns how often it was asked for. */
  const flood = async (milliseconds: number) => {
    const before = transport.asked.length;
    for (let passed = 0; passed < milliseconds; passed += 50) {
      grow();
      clock.pass(50);
      await settle();
    }
    return transport.asked.length - before;
  };
  return { transport, clock, flood, grow };
}

it('asks for the details of a conversation that grows once a pause, however often that is told', async () => {
  const { flood } = await watched();
  const asked = await flood(4_000);
  expect(asked).toBeGreaterThan(7);
  expect(asked).toBeLessThan(12);
});

it('asks at the end of the pause, and no more when nothing has changed', async () => {
  const { transport, clock, grow } = await watched();
  const before = transport.asked.length;
  clock.pass(1_000);
  await settle();
  grow();
  clock.pass(400);
  await settle();
  expect(transport.asked.length).toBe(before + 1);
  clock.pass(5_000);
  await settle();
  expect(transport.asked.length).toBe(before + 1);
});

it('asks the more seldom the longer an answer takes, while the conversation grows', async () => {
  const { transport, clock, grow } = await watched();
  transport.hold();
  grow();
  clock.pass(400);
  grow();
  clock.pass(300);
  transport.release();
  await settle();
  const before = transport.asked.length;
  clock.pass(1_100);
  await settle();
  expect(transport.asked.length).toBe(before);
  clock.pass(100);
  await settle();
  expect(transport.asked.length).toBe(before + 1);
});
