import { memo } from 'react';
import type { Refusal, SessionSummary } from '../../app/transcript/row.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { option } from '../rows/listbox.ts';
import { clock, count, counted, duration, fullTime, size } from '../words/measures.ts';
import { envelopeWords, outcomeWords } from '../words/outcome.ts';
import { serverText } from '../words/server.ts';
import { BadgeTag, OutcomeMark } from './outcome-mark.tsx';
import { VisibleText } from './visible-text.tsx';

/** Height of a conversation's row, in pixels: three lines. `conversation-list.css` says the same. */
export const CONVERSATION_ROW_HEIGHT = 74;

interface ConversationRowProps {
  readonly id: string;
  /** Undefined while it is being read. */
  readonly summary: SessionSummary | undefined;
  readonly place: number;
  readonly total: number;
  readonly chosen: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One conversation in the list. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { id, summary, place, total, chosen, now } = props;
  return (
    <div
      {...option({ id, selected: chosen, place, total, busy: summary === undefined })}
      className={chosen ? 'conversation conversation-chosen' : 'conversation'}
      data-session={summary?.session}
    >
      {summary === undefined ? <Unread /> : <Summary summary={summary} now={now} />}
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

function Summary({ summary, now }: { readonly summary: SessionSummary; readonly now: number }) {
  const { mark, markText, badges } = outcomeWords(summary);
  const { sender, hasSender } = envelopeWords(summary, 1);
  return (
    <>
      <OutcomeMark mark={mark} text={markText} />
      <span className={hasSender ? 'conversation-sender' : 'conversation-sender conversation-no-sender'}>
        <VisibleText text={sender} />
      </span>
      <time className="conversation-time" title={fullTime(summary.started)}>
        {clock(summary.started, new Date(now))}
      </time>
      <Parties summary={summary} />
      <span className="conversation-facts">
        {badges.map((badge) => (
          <BadgeTag key={badge.text} badge={badge} title={refusalTitle(summary.refusal)} />
        ))}
        <Measures summary={summary} now={now} />
      </span>
    </>
  );
}

/** Whom the message is for, and which client brings it. */
function Parties({ summary }: { readonly summary: SessionSummary }) {
  const { recipients, more } = envelopeWords(summary, 1);
  return (
    <span className="conversation-parties">
      <span className="conversation-recipients">
        {recipients !== '' && <span aria-label="to">→ </span>}
        <VisibleText text={recipients === '' ? withoutRecipients(summary) : recipients} />
      </span>
      {more > 0 && <span className="conversation-more">+{count(more)}</span>}
      <span className="conversation-client" title={`Client ${endpointName(summary.client)}`}>
        {endpointName(summary.client)}
      </span>
    </span>
  );
}

function withoutRecipients({ outcome, server, hello }: SessionSummary): string {
  return outcome === 'unreachable' ? serverText(server) : hello;
}

function Measures({ summary, now }: { readonly summary: SessionSummary; readonly now: number }) {
  const bytes = summary.bytesFromClient + summary.bytesFromServer;
  const text = [duration(lastedMs(summary, now)), size(bytes), counted(summary.lines, 'line')].join(' · ');
  return (
    <span className="conversation-measures" title={text}>
      {text}
    </span>
  );
}

/** How long a conversation has gone on, in milliseconds. `now`: milliseconds since 1970. */
export function lastedMs({ started, ended }: SessionSummary, now: number): number {
  return Math.max(0, (ended ?? now * 1_000) - started) / 1_000;
}

function refusalTitle(refusal: Refusal | null): string | undefined {
  return refusal === null ? undefined : visibleText(`${refusal.verb}: ${refusal.code} ${refusal.text}`);
}
