import { useCallback, useState } from 'react';
import { Snail } from 'lucide-react';
import type { SlowReplies, TimedGroup, TimeShares, Waited } from '../../app/transcript/timing.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import {
  groupTitle,
  PART_TITLES,
  sharesInWords,
  sharesOf,
  SIDE_TITLES,
  slowInWords,
  timedLines,
  timeTaken,
  totalOf,
} from '../words/timing.ts';
import { Pager } from './pager.tsx';
import './timing-tab.css';
import { TimeTrack, type TimeScale } from './time-track.tsx';
import { useAnswer } from './use-answer.ts';
import { useDetails } from './use-details.ts';

/** Groups on one page. */
const PAGE = 100;

/** With more groups than this each begins at the left: on one time scale they would be slivers. */
const MOST_IN_A_ROW = 5;

/** Where the time of a conversation went, and which side took it. */
export function TimingTab() {
  const { request } = useViewer();
  const { session, revision } = useDetails();
  const [from, setFrom] = useState(0);
  const ask = useCallback(
    () => request('session.timing', { session: session ?? 1, from, count: PAGE }),
    [request, session, from],
  );
  const { value, problem } = useAnswer(session === null ? null : ask, revision);
  if (problem !== null) return <p className="details-nothing">{problem.text}</p>;
  if (value === null) return null;
  if (value.end === 0) return <p className="details-nothing">Nothing has taken any time yet.</p>;
  const { items, kept, total, shares, end, slow } = value;
  const isWaterfall = total <= MOST_IN_A_ROW;
  const longest = Math.max(...items.map((group) => group.end - group.begin), 1);
  const scaleOf = (group: TimedGroup): TimeScale =>
    isWaterfall ? { begin: 0, length: end } : { begin: group.begin, length: longest };
  return (
    <>
      <Shares shares={shares} end={end} />
      <Slow slow={slow} />
      <section className="details-part" aria-label="Step by step">
        {items.map((group, place) => (
          <Group
            key={`${group.begin}-${group.message}`}
            group={group}
            title={groupTitle(group, from + place === 0)}
            scale={scaleOf(group)}
            opened={isWaterfall}
          />
        ))}
        <Pager from={from} page={PAGE} kept={kept} noun="part" onTurn={setFrom} />
      </section>
    </>
  );
}

const SIDES: readonly Waited[] = ['client', 'server', 'both'];

function Shares({ shares, end }: { readonly shares: TimeShares; readonly end: number }) {
  const total = Math.max(1, totalOf(shares));
  return (
    <section className="details-part" aria-label="Which side took the time">
      <h2 className="details-heading">Where the time went · {timeTaken(end)}</h2>
      <div className="time-shares" aria-hidden>
        {SIDES.filter((side) => shares[side] > 0).map((side) => (
          <span key={side} className={`time-share is-${side}`} style={{ flexGrow: shares[side] / total }} />
        ))}
      </div>
      <ul className="time-legend">
        {SIDES.filter((side) => shares[side] > 0).map((side) => (
          <li key={side} className={`is-${side}`}>
            {SIDE_TITLES[side]} <strong>{timeTaken(shares[side])}</strong>{' '}
            {count(Math.round((shares[side] / total) * 100))} %
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which replies took too long, and a way to the slowest. */
function Slow({ slow }: { readonly slow: SlowReplies }) {
  const { line } = useViewer();
  const { slowest } = slow;
  if (slowest === null) return null;
  return (
    <p className="time-slow-note">
      <Snail size={14} aria-hidden />
      <span title="From when on a reply is slow stands in the settings">{slowInWords(slow)}</span>
      <button type="button" className="button button-small" onClick={() => line.want(slowest.row)}>
        Show it
      </button>
    </p>
  );
}

interface GroupProps {
  readonly group: TimedGroup;
  readonly title: string;
  readonly scale: TimeScale;
  readonly opened: boolean;
}

function Group({ group, title, scale, opened }: GroupProps) {
  const [open, setOpen] = useState(opened);
  const lasted = timeTaken(group.end - group.begin);
  const words = sharesInWords(sharesOf(group.bars));
  return (
    <div className="time-group">
      <button
        type="button"
        className="time-line time-line-head"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        title={`${title}: ${lasted} (${words})`}
      >
        <span className="time-title">
          {title}
          {!open && group.bars.some(({ slow }) => slow) && <SlowMark />}
        </span>
        <TimeTrack bars={open ? [] : group.bars} scale={scale} />
        <span className="time-figure">{lasted}</span>
        <span className="out-of-sight">{words}</span>
      </button>
      {open && <Lines group={group} scale={scale} />}
    </div>
  );
}

function Lines({ group, scale }: Pick<GroupProps, 'group' | 'scale'>) {
  const { line } = useViewer();
  return (
    <ul className="time-lines">
      {timedLines(group).map(({ part, bars, shares, total, row, slow }) => (
        <li key={part}>
          <button
            type="button"
            className={slow ? 'time-line is-slow' : 'time-line'}
            title={`${PART_TITLES[part]}: ${sharesInWords(shares)}. Shows ${slow ? 'the slow reply' : 'its line'}.`}
            onClick={() => line.want(row)}
          >
            <span className="time-title">
              {PART_TITLES[part]}
              {slow && <SlowMark />}
            </span>
            <TimeTrack bars={bars} scale={scale} />
            <span className="time-figure">{timeTaken(total)}</span>
            <span className="out-of-sight">{sharesInWords(shares)}</span>
          </button>
        </li>
      ))}
      {group.cut && (
        <li className="time-cut">More follow than can be drawn: the last bar stands for them.</li>
      )}
    </ul>
  );
}

function SlowMark() {
  return <span className="time-slow-mark">slow</span>;
}
