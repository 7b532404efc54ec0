import { expect, test } from 'vitest';
import { knownValues } from '../../../app/catalogue/known-values.ts';
import { overviewOf } from '../../../app/catalogue/overview.ts';
import { makeEntry } from './catalogued.ts';

const span = (minute: number, change = {}) => ({
  minute,
  accepted: 0,
  deferred: 0,
  refused: 0,
  bytes: 100,
  ...change,
});

test('an overview adds up what happened, minute by minute', () => {
  const entries = [
    makeEntry({}, { activity: [span(1_000, { accepted: 1 }), span(1_002, { refused: 2 })] }),
    makeEntry({}, { activity: [span(1_002, { accepted: 3, deferred: 1 })] }),
  ];
  expect(overviewOf(entries, 100)).toEqual({
    from: 1_000,
    width: 1,
    bars: [
      { accepted: 1, deferred: 0, refused: 0, bytes: 100 },
      { accepted: 0, deferred: 0, refused: 0, bytes: 0 },
      { accepted: 3, deferred: 1, refused: 2, bytes: 200 },
    ],
  });
});

test('an overview has no more bars than there is room for, loses nothing, and is null where nothing happened', () => {
  for (const bars of [1, 2, 3, 10, 200]) {
    for (const last of [1_001, 1_059, 2_500, 90_000]) {
      const entries = [1_000, 1_001, last].map((minute) =>
        makeEntry({}, { activity: [span(minute, { accepted: 1 })] }),
      );
      const overview = overviewOf(entries, bars + 1);
      expect(overview?.bars.length).toBeLessThanOrEqual(bars + 1);
      expect(overview?.bars.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(3);
      expect(overview?.from).toBeLessThanOrEqual(1_000);
    }
  }
  expect(overviewOf([makeEntry()], 10)).toBeNull();
});

test('values that a field has are offered, the fitting and the frequent first', () => {
  const entries = [
    makeEntry({ client: { address: '10.0.0.1', port: 1 }, note: 'see #urgent' }, { codes: [250, 550] }),
    makeEntry({ client: { address: '10.0.0.2', port: 1 } }),
    makeEntry({ client: { address: '10.0.0.2', port: 2 } }, { codes: [250, 55_000], verbs: null }),
  ];
  expect(knownValues(entries, 'client', '10.')).toEqual([
    { value: '10.0.0.2', conversations: 2 },
    { value: '10.0.0.1', conversations: 1 },
  ]);
  expect(knownValues(entries, 'client', '0.1').map(({ value }) => value)).toEqual(['10.0.0.1']);
  expect(knownValues(entries, 'code', '55').map(({ value }) => value)).toEqual(['550', '55000']);
  expect(knownValues(entries, 'tag', '').map(({ value }) => value)).toEqual(['urgent']);
  expect(knownValues(entries, 'constructor', '')).toEqual([]);
});
