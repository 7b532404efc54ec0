import { ChevronDown, ChevronRight, Lock, Pin, StickyNote } from 'lucide-react';
import { memo } from 'react';
import type { ConversationListRow, GroupRow, MatchingLines } from '../../app/contract.ts';
import { tagsOfSession } from '../../app/transcript/note-tags.ts';
import type { Refusal, SessionSummary } from '../../app/transcript/session-summary.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { option } from '../rows/listbox.ts';
import { groupName } from '../words/list-order.ts';
import { clock, count, counted, duration, fullTime, size } from '../words/measures.ts';
import { envelopeWords, outcomeWords } from '../words/outcome.ts';
import type { Badge } from '../words/outcome.ts';
import { serverText } from '../words/server.ts';
import { BadgeTag, OutcomeMark } from '../parts/outcome-mark.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

/** Tags that a row has room for. */
const MOST_TAGS = 2;

/** Height of a row, in pixels: three lines, and one more for the line that a search has found. */
export function rowHeight(showsLines: boolean): number {
  return showsLines ? 96 : 74;
}

interface PlacedRow {
  readonly id: string;
  readonly place: number;
  readonly total: number;
  /** Pixels. */
  readonly height: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface ConversationRowProps extends PlacedRow {
  /** Undefined while it is being read. */
  readonly row: ConversationListRow | undefined;
  /** The list has groups, of which this is in one. */
  readonly isTree: boolean;
  readonly chosen: boolean;
  readonly marked: boolean;
  /** Something in it waits for the person. */
  readonly held: boolean;
}

/** One conversation in the list. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { id, row, place, total, height, isTree, chosen, marked, held, now } = props;
  const classes = [
    'conversation',
    chosen && 'conversation-chosen',
    marked && !chosen && 'conversation-marked',
  ];
  const { role, ...attributes } = option({ id, selected: marked, place, total, busy: row === undefined });
  return (
    <div
      {...attributes}
      role={isTree ? 'treeitem' : role}
      {...(isTree && { 'aria-level': 2 })}
      className={classes.filter((name) => name !== false).join(' ')}
      style={{ height }}
      data-session={row?.summary.session}
      data-place={place}
    >
      {row === undefined ? <Unread /> : <Summary row={row} held={held} now={now} />}
    </div>
  );
});

/** The head of a group: what its conversations have in common, and how they went. */
export const GroupHead = memo(function GroupHead({
  id,
  group,
  place,
  total,
  height,
  now,
}: PlacedRow & { readonly group: GroupRow }) {
  const Chevron = group.folded ? ChevronRight : ChevronDown;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={1}
      aria-selected={false}
      aria-expanded={!group.folded}
      aria-posinset={place + 1}
      aria-setsize={total}
      className="conversation-group"
      style={{ height }}
      data-place={place}
    >
      <Chevron size={16} aria-hidden />
      <span className="conversation-group-name">
        <VisibleText text={groupName(group, new Date(now))} />
      </span>
      <span className="conversation-group-facts">
        {counted(group.conversations, 'conversation')}
        {group.wrong > 0 && <span className="badge badge-bad">{count(group.wrong)} went wrong</span>}
      </span>
    </div>
  );
});

function Unread() {
  return (
    <>
      <span className="unread unread-mark" />
      <span className="unread unread-title" />
      <span className="unread unread-text" />
    </>
  );
}

interface SummaryProps {
  readonly row: ConversationListRow;
  readonly held: boolean;
  readonly now: number;
}

function Summary({ row, held, now }: SummaryProps) {
  const { summary, lines } = row;
  const { mark, markText, badges } = outcomeWords(summary, held);
  const { sender, hasSender } = envelopeWords(summary, 1);
  return (
    <>
      <OutcomeMark mark={mark} text={markText} />
      <span className={hasSender ? 'conversation-sender' : 'conversation-sender conversation-no-sender'}>
        <VisibleText text={sender} />
      </span>
      <span className="conversation-time">
        <Annotated summary={summary} />
        <time title={fullTime(summary.started)}>{clock(summary.started, new Date(now))}</time>
      </span>
      <Parties summary={summary} />
      <span className="conversation-facts">
        {badges.map((badge) => (
          <BadgeTag key={badge.text} badge={badge} title={titleOf(badge, summary.refusal)} />
        ))}
        <Tags tags={tagsOfSession(summary)} />
        <Measures summary={summary} now={now} />
        <span className="conversation-client" title={`Client ${endpointName(summary.client)}`}>
          {summary.client.address}
        </span>
      </span>
      {lines !== null && <Match lines={lines} />}
    </>
  );
}

/** What the person has said of the conversation. */
function Annotated({ summary: { pinned, note = '' } }: { readonly summary: SessionSummary }) {
  return (
    <>
      {note !== '' && (
        <span className="conversation-sign" title={visibleText(note)}>
          <StickyNote size={12} aria-label="Note" />
        </span>
      )}
      {pinned === true && (
        <span className="conversation-sign" title="Pinned">
          <Pin size={12} aria-label="Pinned" />
        </span>
      )}
    </>
  );
}

/** Whom the message is for, and what it is about. */
function Parties({ summary }: { readonly summary: SessionSummary }) {
  const { recipients, more } = envelopeWords(summary, 1);
  return (
    <span className="conversation-parties">
      <span className="conversation-recipients">
        {recipients !== '' && (
          <>
            <span aria-label="to">→</span>{' '}
          </>
        )}
        <VisibleText text={recipients === '' ? withoutRecipients(summary) : recipients} />
      </span>
      {more > 0 && <span className="conversation-more">+{count(more)}</span>}
      {summary.subject !== '' && (
        <span className="conversation-subject" title={visibleText(summary.subject)}>
          <VisibleText text={summary.subject} />
        </span>
      )}
    </span>
  );
}

function withoutRecipients({ outcome, server, hello }: SessionSummary): string {
  if (outcome === 'blocked' || outcome === 'rate-limited') return '';
  return outcome === 'unreachable' || hello === '' ? serverText(server) : hello;
}

/** Words that are to be noticed: of rules, and of the person's own notes. */
export function Tags({ tags }: { readonly tags: readonly string[] }) {
  return tags.slice(0, MOST_TAGS).map((tag) => (
    <span key={tag} className="badge badge-quiet" title={tags.map((each) => `#${each}`).join(' ')}>
      #<VisibleText text={tag} />
    </span>
  ));
}

const TLS_WORDS = {
  read: 'Inside TLS, which SMTP Spy took off',
  unread: 'Inside TLS, which passed unread',
} as const;

function Measures({ summary, now }: { readonly summary: SessionSummary; readonly now: number }) {
  const bytes = summary.bytesFromClient + summary.bytesFromServer;
  // Where all were accepted, a badge says how many.
  const { messages, accepted } = summary;
  const several = messages > 1 && messages !== accepted ? [counted(messages, 'message')] : [];
  const measures = [...several, duration(lastedMs(summary, now)), size(bytes)];
  const all = [...measures, counted(summary.lines, 'line')].join(' · ');
  return (
    <>
      {summary.tls !== 'none' && (
        <span className="conversation-lock" title={TLS_WORDS[summary.tls]}>
          <Lock size={12} aria-label={TLS_WORDS[summary.tls]} />
        </span>
      )}
      {/* One by one, so that those are shown that there is room for. */}
      {measures.map((measure, place) => (
        <span key={measure} className="conversation-measure" title={all}>
          {place > 0 && '· '}
          {measure}
        </span>
      ))}
    </>
  );
}

/** The first line that a search has found; a click on it leads there. */
function Match({ lines: { count: found, more, first } }: { readonly lines: MatchingLines }) {
  const others = found - 1;
  return (
    <span className="conversation-match" title="Show this line">
      <span className={`conversation-match-text mono conversation-match-${first.from}`}>
        {first.from === 'client' ? 'c> ' : 's< '}
        <VisibleText text={first.text} />
      </span>
      {others > 0 && (
        <span className="conversation-match-count">
          +{count(others)}
          {more && ' and more'}
        </span>
      )}
    </span>
  );
}

/** How long a conversation has gone on, in milliseconds. `now`: milliseconds since 1970. */
export function lastedMs({ started, ended }: SessionSummary, now: number): number {
  return Math.max(0, (ended ?? now * 1_000) - started) / 1_000;
}

function titleOf({ title }: Badge, refusal: Refusal | null): string | undefined {
  if (title !== undefined) return visibleText(title);
  return refusal === null ? undefined : visibleText(`${refusal.verb}: ${refusal.code} ${refusal.text}`);
}
