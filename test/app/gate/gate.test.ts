import { describe, expect, test } from 'vitest';
import { Gate, OPEN_TO_ALL, type GateSettings } from '../../../app/gate/gate.ts';
import { MOST_REMEMBERED, RateLimit } from '../../../app/gate/rate-limit.ts';

function gate(settings: Partial<GateSettings>): Gate {
  return new Gate({ ...OPEN_TO_ALL, ...settings });
}

describe('a gate', () => {
  test('lets everybody in, unless it is told otherwise', () => {
    expect(gate({}).meet('192.0.2.7', 0)).toBeNull();
  });

  test('turns away who is on the block list, and names the entry', () => {
    const blocking = gate({ block: ['10.0.0.0/8', '192.0.2.7'], blockAnswer: 'silent' });
    expect(blocking.meet('::ffff:10.2.3.4', 0)).toEqual({
      why: 'blocked',
      answer: 'silent',
      network: '10.0.0.0/8',
    });
    expect(blocking.meet('192.0.2.7', 0)).toMatchObject({ network: '192.0.2.7' });
    expect(blocking.meet('192.0.2.8', 0)).toBeNull();
  });

  test('turns away who connects too often, and releases them when the minute is over', () => {
    const limiting = gate({ rateLimit: 2 });
    const refusal = { why: 'rate-limited', answer: '421', perMinute: 2 };
    expect(limiting.meet('192.0.2.7', 1_000)).toBeNull();
    expect(limiting.meet('192.0.2.7', 31_000)).toBeNull();
    expect(limiting.meet('192.0.2.7', 31_001)).toEqual({ ...refusal, waitMs: 29_999 });
    expect(limiting.meet('192.0.2.8', 31_001)).toBeNull();
    expect(limiting.meet('192.0.2.7', 60_999)).toEqual({ ...refusal, waitMs: 1 });
    expect(limiting.meet('192.0.2.7', 61_000)).toBeNull();
    expect(limiting.meet('192.0.2.7', 61_001)).toBeNull();
    expect(limiting.meet('192.0.2.7', 61_002)).toMatchObject(refusal);
  });

  test('knows an address again that is written another way', () => {
    const limiting = gate({ rateLimit: 1 });
    expect(limiting.meet('192.0.2.7', 0)).toBeNull();
    expect(limiting.meet('::ffff:192.0.2.7', 0)).toMatchObject({ why: 'rate-limited' });
    expect(limiting.meet('::c000:207', 0)).toBeNull();
  });

  test('does not count the blocked', () => {
    const both = gate({ block: ['192.0.2.7'], rateLimit: 1 });
    expect(both.meet('192.0.2.7', 0)).toMatchObject({ why: 'blocked' });
    expect(both.meet('192.0.2.7', 0)).toMatchObject({ why: 'blocked' });
  });
});

describe('a rate limit', () => {
  test('remembers so many addresses and no more: the first ones are forgotten', () => {
    const rate = new RateLimit(1);
    for (let address = 0; address < MOST_REMEMBERED + 5; address += 1)
      rate.take(String(address), address / 1_000);
    expect(rate.remembered).toBe(MOST_REMEMBERED);
    expect(rate.take('4', 11)).toBe(0);
    expect(rate.take('100', 11)).toBeGreaterThan(0);
  });

  test('forgets those whose minute is over', () => {
    const rate = new RateLimit(1);
    for (let address = 0; address < 100; address += 1) rate.take(String(address), address);
    rate.take('late', 60_050);
    expect(rate.remembered).toBe(50);
  });
});
