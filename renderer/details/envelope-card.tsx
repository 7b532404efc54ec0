import type { EnvelopeNote, OpenedMessageResult } from '../../app/contract.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';

/** Who a message was really from and to, what the server said to that, and where the header says otherwise. */
export function EnvelopeCard({ opened }: { readonly opened: OpenedMessageResult }) {
  const { line } = useViewer();
  const { mailFrom, rcptTo, recipients, code, row, content } = opened;
  const bcc = new Set(content.notes.flatMap((note) => (note.note === 'bcc' ? [note.address] : [])));
  return (
    <section className="details-part" aria-label="Envelope">
      <h2 className="details-heading">
        Envelope · {verdictWords(opened)}{' '}
        <button type="button" className="details-link" onClick={() => line.want(row)}>
          show
        </button>
      </h2>
      <dl className="envelope">
        <div>
          <dt>From</dt>
          <dd>
            <code>
              <VisibleText text={mailFrom === '' ? '<>' : mailFrom} />
            </code>
          </dd>
        </div>
        {rcptTo.map(({ address, code: said }, place) => (
          <div key={`${place} ${address}`}>
            <dt>To</dt>
            <dd>
              <code>
                <VisibleText text={address} />
              </code>{' '}
              <span className={`envelope-code ${toneOf(said)}`}>{said === 0 ? 'no reply' : said}</span>
              {bcc.has(address) && <span className="envelope-bcc">not in the header (Bcc)</span>}
            </dd>
          </div>
        ))}
      </dl>
      {recipients > rcptTo.length && (
        <p className="message-cut">And {count(recipients - rcptTo.length)} more recipients.</p>
      )}
      <ul className="envelope-notes">
        {content.notes.map((note) => {
          const words = noteWords(note);
          return words === null ? null : (
            <li key={words}>
              <VisibleText text={words} />
            </li>
          );
        })}
      </ul>
      {code === 0 && <p className="message-cut">The server never answered the message.</p>}
    </section>
  );
}

function verdictWords({ code, accepted }: OpenedMessageResult): string {
  if (code === 0) return 'unanswered';
  return `${accepted ? 'accepted' : 'refused'} with ${code}`;
}

function toneOf(code: number): string {
  if (code >= 500) return 'is-no';
  return code >= 400 || code === 0 ? 'is-not-now' : 'is-yes';
}

/** A difference in words; null for what stands beside the address already. */
function noteWords(note: EnvelopeNote): string | null {
  switch (note.note) {
    case 'bcc':
      return null;
    case 'not-sent-to':
      return `${note.address} is named in the header, but the message was not sent there with this envelope.`;
    case 'other-sender':
      return `Bounces go to ${note.address}; the header says it is from ${note.header}. Mailing lists and senders for others do so, and forgers too.`;
    case 'bounce':
      return 'The sender is empty: a message about a delivery, which must not be answered with another.';
  }
}
