import type { Overview, OverviewBar } from '../../app/contract.ts';

/** The height of the bars that count messages and refusals, and of those below that count bytes. */
const HEIGHT = 56;
const BYTES_HEIGHT = 12;
const GAP = 4;

/** The part of its room that a bar fills at the most. */
const FILL = 0.72;

/** What is seen of something that happened once among thousands, in pixels. */
const LEAST_SEEN = 2;

/** The width of a bar at the most, in pixels: one alone would fill the room, and look like much. */
const WIDEST_BAR = 24;

interface OverviewBarsProps {
  readonly overview: Overview;
  /** The room for all bars, in pixels. */
  readonly width: number;
  readonly chosen: { readonly first: number; readonly last: number } | null;
  readonly hovered: number | null;
}

/**
 * The bars: refusals stand at the bottom, where they are seen first, messages on top of them; bytes hang below. Each kind
 * has a place of its own, so that it reads without colour.
 */
export function OverviewBars({ overview, width, chosen, hovered }: OverviewBarsProps) {
  const { bars } = overview;
  const fill = Math.min(FILL, (WIDEST_BAR * bars.length) / Math.max(1, width));
  const most = Math.max(1, ...bars.map(({ accepted, deferred, refused }) => accepted + deferred + refused));
  const mostBytes = Math.max(1, ...bars.map(({ bytes }) => bytes));
  return (
    <svg
      className="overview-bars"
      viewBox={`0 0 ${bars.length} ${HEIGHT + GAP + BYTES_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {hovered !== null && chosen === null && (
        <rect className="overview-hovered" x={hovered} y={0} width={1} height="100%" />
      )}
      {chosen !== null && (
        <rect
          className="overview-chosen"
          x={chosen.first}
          y={0}
          width={chosen.last - chosen.first + 1}
          height="100%"
        />
      )}
      {bars.map((bar, place) => (
        // Bars have no identity but their place.
        <Bar
          key={overview.from + place * overview.width}
          bar={bar}
          place={place}
          fill={fill}
          most={most}
          mostBytes={mostBytes}
        />
      ))}
      <line className="overview-base" x1={0} x2={bars.length} y1={HEIGHT} y2={HEIGHT} />
    </svg>
  );
}

interface BarProps {
  readonly bar: OverviewBar;
  readonly place: number;
  /** The part of its room that it fills. */
  readonly fill: number;
  readonly most: number;
  readonly mostBytes: number;
}

function Bar({ bar, place, fill, most, mostBytes }: BarProps) {
  const x = place + (1 - fill) / 2;
  const scale = (count: number) => (count === 0 ? 0 : Math.max(LEAST_SEEN, (count / most) * HEIGHT));
  const parts = [
    { kind: 'refused', height: scale(bar.refused) },
    { kind: 'deferred', height: scale(bar.deferred) },
    { kind: 'accepted', height: scale(bar.accepted) },
  ];
  let top = HEIGHT;
  return (
    <>
      {parts.map(({ kind, height }) => {
        top = Math.max(0, top - height);
        return height === 0 ? null : (
          <rect key={kind} className={`overview-${kind}`} x={x} y={top} width={fill} height={height} />
        );
      })}
      {bar.bytes > 0 && (
        <rect
          className="overview-bytes"
          x={x}
          y={HEIGHT + GAP}
          width={fill}
          height={Math.max(1, (bar.bytes / mostBytes) * BYTES_HEIGHT)}
        />
      )}
    </>
  );
}
