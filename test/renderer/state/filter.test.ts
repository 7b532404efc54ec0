import { describe, expect, it } from 'vitest';
import { checkQuery } from '../../../renderer/state/check-query.ts';
import { createFilter, TYPING_PAUSE_MS } from '../../../renderer/state/filter.ts';
import { HandClock } from '../support/hand-clock.ts';

function field() {
  const clock = new HandClock();
  const filter = createFilter({ check: checkQuery, after: clock.after });
  return { clock, filter };
}

describe('the filter field', () => {
  it('applies a query when typing pauses', () => {
    const { clock, filter } = field();
    filter.type('code:5');
    clock.pass(TYPING_PAUSE_MS - 1);
    filter.type('code:55');
    clock.pass(TYPING_PAUSE_MS - 1);
    filter.type('code:550 ');
    expect(filter.get().applied).toBe('');
    clock.pass(TYPING_PAUSE_MS);
    expect(filter.get()).toEqual({ text: 'code:550 ', applied: 'code:550', problem: null });
  });

  it('keeps the last query that could be understood, and points at what is wrong', () => {
    const { clock, filter } = field();
    filter.type('cmd:RCPT');
    clock.pass(TYPING_PAUSE_MS);
    filter.type('cmd:RCPT code:many');
    clock.pass(TYPING_PAUSE_MS);
    const { applied, problem } = filter.get();
    expect(applied).toBe('cmd:RCPT');
    expect(problem?.text).not.toBe('');
    expect(problem?.position).toBeGreaterThanOrEqual('cmd:RCPT '.length);
    filter.type('cmd:RCPT code:250');
    clock.pass(TYPING_PAUSE_MS);
    expect(filter.get()).toMatchObject({ applied: 'cmd:RCPT code:250', problem: null });
  });

  it('shows everything at once when it is emptied', () => {
    const { clock, filter } = field();
    filter.type('cmd:RCPT');
    clock.pass(TYPING_PAUSE_MS);
    filter.type(' ');
    expect(filter.get()).toMatchObject({ applied: '', problem: null });
    filter.type('cmd:DATA');
    filter.clear();
    clock.pass(TYPING_PAUSE_MS);
    expect(filter.get()).toEqual({ text: '', applied: '', problem: null });
  });
});
