import { expect, test } from 'vitest';
import type { HeldThing } from '../../../app/contract.ts';
import { clockText, heldName, heldTitle, timeLeft } from '../../../renderer/words/holds.ts';

const held = (change: Partial<HeldThing>): HeldThing => ({
  hold: 1,
  session: 1,
  line: 2,
  from: 'client',
  what: 'command',
  verb: 'RCPT',
  text: 'RCPT TO:<a@x>',
  masked: false,
  size: 15,
  editable: true,
  rule: null,
  ruled: null,
  since: 0,
  goesOnAt: null,
  waits: { client: null, server: null },
  ...change,
});

test('what is held is named by what it is', () => {
  expect(heldTitle(held({}))).toBe('RCPT, before the server hears of it');
  expect(heldTitle(held({ verb: '' }))).toBe('A line of the client’s, before the server hears of it');
  expect(heldTitle(held({ what: 'reply', from: 'server' }))).toBe(
    'The reply to RCPT, before the client hears of it',
  );
  expect(heldName(held({ what: 'reply', verb: '', from: 'server' }))).toBe('the greeting');
  expect(heldName(held({ what: 'message' }))).toBe('a message');
});

test('a time-out counts down, is worth a word in its last minute, and says by how much it is over', () => {
  const wait = { since: 1_000_000, limitMs: 300_000, section: '4.5.3.2.2' };
  expect(timeLeft(wait, 1_000)).toEqual({ text: '5:00', tone: 'calm' });
  expect(timeLeft(wait, 9_000)).toEqual({ text: '4:52', tone: 'calm' });
  expect(timeLeft(wait, 241_000)).toEqual({ text: '1:00', tone: 'soon' });
  expect(timeLeft(wait, 313_000)).toEqual({ text: '0:12 over', tone: 'over' });
  expect(clockText(601)).toBe('10:01');
});
