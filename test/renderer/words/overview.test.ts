import { describe, expect, it } from 'vitest';
import type { Overview, OverviewBar } from '../../../app/contract.ts';
import { parseConversationQuery } from '../../../app/transcript/query.ts';
import {
  barStart,
  barRange,
  countParts,
  queryWithin,
  rangeWords,
  sumOf,
} from '../../../renderer/words/overview.ts';
import { makeFacets, makeSummary } from '../support/make.ts';

const NOON = new Date(2026, 10, 21, 12, 0).getTime();
const bar = (accepted: number, refused = 0) => ({ accepted, deferred: 0, refused, bytes: 1_500 });

/** Three bars of five minutes, from noon on. */
const OVERVIEW: Overview = { from: NOON / 60_000, width: 5, bars: [bar(1), bar(0, 2), bar(7)] };

describe('the overview in words', () => {
  it('says when it was, and what happened', () => {
    expect(barRange(OVERVIEW, 1, 2)).toBe('21 Nov, 12:05 to 12:15');
    const texts = (counts: OverviewBar) => countParts(counts).map(({ text }) => text);
    expect(texts(sumOf(OVERVIEW.bars.slice(1)))).toEqual([
      '7 messages accepted',
      '2 refusals for good',
      '3.0 kB',
    ]);
    expect(texts({ accepted: 1, deferred: 1, refused: 0, bytes: 5 })).toEqual([
      '1 message accepted',
      '1 refusal for now',
      '5 B',
    ]);
    expect(rangeWords(NOON, NOON + 86_400_000)).toBe('21 Nov, 12:00 to 22 Nov, 12:00');
  });

  it('becomes a query for what began in that time, in the place of an earlier range', () => {
    expect(queryWithin('', OVERVIEW, 0, 1)).toBe('after:2026-11-21T12:00 before:2026-11-21T12:10');
    expect(queryWithin('is:refused after:09:00 before:2026-11-22', OVERVIEW, 2, 2)).toBe(
      'is:refused after:2026-11-21T12:10 before:2026-11-21T12:15',
    );
    expect(queryWithin('to:bob or to:ann', OVERVIEW, 0, 0)).toMatch(/^\(to:bob or to:ann\) after:/);
  });

  it('names conversations of those bars and no others', () => {
    const parsed = parseConversationQuery(queryWithin('', OVERVIEW, 1, 1));
    if (!parsed.ok) throw new Error(parsed.problem.text);
    const facets = makeFacets();
    const isMeant = (place: number, offset: number) =>
      parsed.query.decide(
        { summary: makeSummary({ started: barStart(OVERVIEW, place) * 1_000 + offset }), facets },
        () => undefined,
      );
    expect([isMeant(1, -1), isMeant(1, 0), isMeant(2, -1), isMeant(2, 0)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
