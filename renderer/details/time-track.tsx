import type { TimedBar } from '../../app/transcript/timing.ts';

/** What stretch of time a track shows, in microseconds. */
export interface TimeScale {
  readonly begin: number;
  readonly length: number;
}

interface TimeTrackProps {
  readonly bars: readonly TimedBar[];
  readonly scale: TimeScale;
}

/** Bars on a stretch of time. What they say stands beside them in words. */
export function TimeTrack({ bars, scale }: TimeTrackProps) {
  return (
    <svg className="time-track" width="100%" height="14" aria-hidden>
      {bars.map(({ side, begin, end }) => {
        const x = ((begin - scale.begin) / scale.length) * 100;
        const width = ((end - begin) / scale.length) * 100;
        return (
          <rect
            key={begin}
            className={`time-bar is-${side}`}
            x={`${x}%`}
            y="3"
            width={`max(2px, ${width}%)`}
            height="8"
            rx="1.5"
          />
        );
      })}
    </svg>
  );
}
