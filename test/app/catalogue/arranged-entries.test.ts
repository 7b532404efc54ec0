import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArrangedEntries } from '../../../app/catalogue/arranged-entries.ts';
import type { CatalogueEntry } from '../../../app/catalogue/catalogue-entry.ts';
import { comparisonOf, groupingOf } from '../../../app/catalogue/list-order.ts';
import type { ListOrder } from '../../../app/contract.ts';
import { makeEntry } from './catalogued.ts';

const order = fc.record<ListOrder>({
  sort: fc.constantFrom('time', 'trouble', 'duration', 'size', 'messages', 'findings'),
  descending: fc.boolean(),
  group: fc.constantFrom('none', 'day', 'listener', 'client'),
});

const entry = fc
  .record({
    session: fc.integer({ min: 1, max: 30 }),
    minutes: fc.integer({ min: 0, max: 5_000 }),
    client: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
    listener: fc.constantFrom('a', 'b', 'pinned'),
    pinned: fc.boolean(),
    bytesFromClient: fc.integer({ min: 0, max: 5 }),
    messages: fc.integer({ min: 0, max: 2 }),
    isOpen: fc.boolean(),
  })
  .map(({ session, minutes, client, listener, pinned, bytesFromClient, messages, isOpen }) => {
    const started = 1_763_647_331_000_000 + minutes * 60_000_000;
    return makeEntry({
      session,
      started,
      ended: isOpen ? null : started + bytesFromClient,
      client: { address: client, port: 1 },
      listener,
      bytesFromClient,
      messages,
      ...(pinned && { pinned: true }),
    });
  });

/** A list made at once: by sorting, and putting a head before each group. */
function plainly(
  entries: Iterable<CatalogueEntry>,
  order: ListOrder,
  folded: ReadonlySet<string>,
): (number | string)[] {
  const grouping = groupingOf(order);
  const rows: (number | string)[] = [];
  let last = '';
  for (const one of [...entries].sort(comparisonOf(order))) {
    const key = grouping?.(one);
    if (key !== undefined && `${key.kind} ${key.group}` !== last)
      rows.push((last = `${key.kind} ${key.group}`));
    if (key === undefined || !folded.has(key.group)) rows.push(one.summary.session);
  }
  return rows;
}

function rowsOf(arranged: ArrangedEntries): (number | string)[] {
  return Array.from({ length: arranged.rows }, (_, row) => {
    const found = arranged.at(row);
    if (found === undefined) throw new Error(`nothing in row ${row}`);
    return 'type' in found ? `${found.kind} ${found.group}` : found.summary.session;
  });
}

describe('entries in an order', () => {
  test('stand as if they had been sorted at once, however they came', () => {
    fc.assert(
      fc.property(order, fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 6 }), (order, batches) => {
        const arranged = new ArrangedEntries(order);
        const now = new Map<number, CatalogueEntry>();
        for (const batch of batches) {
          const changed = new Map(batch.map((one) => [one.summary.session, one]));
          // Every third session of a batch goes.
          const kept = [...changed.values()].filter(({ summary }) => summary.session % 3 !== 0);
          for (const session of changed.keys()) now.delete(session);
          for (const one of kept) now.set(one.summary.session, one);
          arranged.change(new Set(changed.keys()), kept);
          expect(rowsOf(arranged)).toEqual(plainly(now.values(), order, new Set()));
        }
        arranged.fold('10.0.0.2', true);
        const rows = rowsOf(arranged);
        expect(rows).toEqual(plainly(now.values(), order, new Set(['10.0.0.2'])));
        expect(arranged.at(rows.length)).toBeUndefined();
        for (const session of now.keys()) {
          const row = rows.indexOf(session);
          expect(arranged.rowOf(session)).toBe(row === -1 ? null : row);
        }
      }),
    );
  });

  test('a hundred thousand take in a change in a moment', () => {
    const arranged = new ArrangedEntries({ sort: 'size', descending: true, group: 'client' });
    const all = Array.from({ length: 100_000 }, (_, at) =>
      makeEntry({
        session: at + 1,
        bytesFromClient: (at * 7_919) % 100_003,
        client: { address: `10.0.0.${at % 50}`, port: 1 },
      }),
    );
    const begun = performance.now();
    arranged.change(new Set(), all);
    expect(arranged.rows).toBe(100_050);
    const filled = performance.now() - begun;
    const before = performance.now();
    for (let at = 1; at <= 10; at += 1) {
      arranged.change(new Set([at]), [
        makeEntry({ session: at, bytesFromClient: 50_000, client: { address: '10.0.0.1', port: 1 } }),
      ]);
      expect(arranged.rows).toBe(100_050);
    }
    expect((performance.now() - before) / 10).toBeLessThan(filled);
  });
});
