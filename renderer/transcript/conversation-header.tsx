import { Eye, EyeOff, StickyNote } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { DetailsButton } from '../details/details-button.tsx';
import { heldIn } from '../state/holds.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted, duration, fullTime, clock, size } from '../words/measures.ts';
import { envelopeWords, outcomeWords } from '../words/outcome.ts';
import { serverText } from '../words/server.ts';
import './conversation-header.css';
import { lastedMs, Tags } from '../conversations/conversation-row.tsx';
import { OutcomeMark, BadgeTag } from '../parts/outcome-mark.tsx';
import { RefusalBadge } from './refusal-badge.tsx';
import { SaveButton } from './save-button.tsx';
import { useNow } from '../parts/use-now.ts';
import { VisibleText } from '../parts/visible-text.tsx';

/** Whose conversation it is and how it went; revealing and saving. */
export function ConversationHeader() {
  const { summary } = useViewer();
  const known = useStore(summary);
  return (
    <header className="conversation-header">
      <div className="conversation-header-words">{known !== null && <HeaderWords summary={known} />}</div>
      <RevealButton />
      <SaveButton />
      <DetailsButton />
    </header>
  );
}

function HeaderWords({ summary }: { readonly summary: SessionSummary }) {
  const now = useNow();
  const { holds } = useViewer();
  const isHeld = heldIn(useStore(holds), summary.session).length > 0;
  const { mark, markText, badges } = outcomeWords(summary, isHeld);
  const { sender, recipients, more } = envelopeWords(summary, 3);
  const bytes = summary.bytesFromClient + summary.bytesFromServer;
  const server = serverText(summary.server);
  const measures = [duration(lastedMs(summary, now)), size(bytes)];
  // Where there is little room, the client's port is what nobody misses; it stands in the transcript's first row.
  const facts = [...measures, `${summary.client.address} → ${server}`];
  return (
    <>
      <h1 className="conversation-title">
        <OutcomeMark mark={mark} text={markText} />
        <span className="conversation-title-text">
          <VisibleText text={sender} />
          {recipients !== '' && (
            <>
              {' '}
              <span className="conversation-arrow" aria-label="to">
                →
              </span>{' '}
              <VisibleText text={recipients} />
              {more > 0 && ` +${count(more)}`}
            </>
          )}
        </span>
      </h1>
      <p className="conversation-subtitle">
        {badges.map((badge, index) =>
          index === 0 && summary.refusal !== null ? (
            <RefusalBadge key={badge.text} badge={badge} />
          ) : (
            <BadgeTag
              key={badge.text}
              badge={badge}
              title={badge.title === undefined ? undefined : visibleText(badge.title)}
            />
          ),
        )}
        <Tags tags={summary.tags} />
        <time title={fullTime(summary.started)}>{clock(summary.started, new Date(now))}</time>
        <span className="conversation-subtitle-dot" aria-hidden>
          ·
        </span>
        <span
          className="conversation-subtitle-facts"
          title={[
            ...measures,
            counted(summary.lines, 'line'),
            `${endpointName(summary.client)} → ${server}`,
          ].join(' · ')}
        >
          {facts.join(' · ')}
        </span>
      </p>
      {summary.note !== undefined && <Note note={summary.note} />}
    </>
  );
}

/** What the person has written about it; a click changes it. */
function Note({ note }: { readonly note: string }) {
  const { dialogs } = useViewer();
  return (
    <button
      type="button"
      className="conversation-note-line"
      title={visibleText(note)}
      onClick={() => dialogs.open('note')}
    >
      <StickyNote size={13} aria-label="Note" />
      <span>
        <VisibleText text={note} />
      </span>
    </button>
  );
}

function RevealButton() {
  const { reveal } = useViewer();
  const revealed = useStore(reveal);
  return (
    <button
      type="button"
      className={revealed ? 'button button-revealed' : 'button'}
      aria-pressed={revealed}
      title={
        revealed
          ? 'Passwords are shown, here and in what is saved'
          : 'Shows passwords, here and in what is saved'
      }
      onClick={() => reveal.set(!revealed)}
    >
      {revealed ? <Eye size={15} aria-hidden /> : <EyeOff size={15} aria-hidden />}
      Reveal secrets
    </button>
  );
}
