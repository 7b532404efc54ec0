import type { Overview, OverviewBar } from '../contract.ts';
import type { ActivitySpan } from '../transcript/session-facets.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Widths that a bar may have, in minutes: such as people count in. Beyond the last, whole multiples of a day. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440];

const MINUTES_IN_DAY = 1_440;

type Counts = { -readonly [Name in keyof OverviewBar]: OverviewBar[Name] };

/** What happened in these sessions over time, in so many bars at most. Null where nothing did. */
export function overviewOf(entries: Iterable<CatalogueEntry>, mostBars: number): Overview | null {
  const minutes = new Map<number, Counts>();
  let first = Infinity;
  let last = -Infinity;
  for (const { facets } of entries) {
    for (const span of facets.activity) {
      first = Math.min(first, span.minute);
      last = Math.max(last, span.minute);
      add(minutes, span.minute, span);
    }
  }
  if (first > last) return null;
  const width = widthFor(last - first + 1, mostBars);
  const from = first - (first % width);
  const bars = new Map<number, Counts>();
  for (const [minute, counts] of minutes) add(bars, Math.floor((minute - from) / width), counts);
  const count = Math.floor((last - from) / width) + 1;
  return { from, width, bars: Array.from({ length: count }, (_, place) => bars.get(place) ?? none()) };
}

function add(counts: Map<number, Counts>, place: number, more: OverviewBar | ActivitySpan): void {
  const sum = counts.get(place) ?? none();
  counts.set(place, sum);
  sum.accepted += more.accepted;
  sum.deferred += more.deferred;
  sum.refused += more.refused;
  sum.bytes += more.bytes;
}

function none(): Counts {
  return { accepted: 0, deferred: 0, refused: 0, bytes: 0 };
}

/** One bar more may be needed, since the first begins at a round time. */
function widthFor(minutes: number, mostBars: number): number {
  const least = minutes / Math.max(1, mostBars - 1);
  return WIDTHS.find((width) => width >= least) ?? Math.ceil(least / MINUTES_IN_DAY) * MINUTES_IN_DAY;
}
