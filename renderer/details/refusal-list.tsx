import { explainReply } from '../../app/smtp/explain/reply.ts';
import type { RefusalDetails } from '../../app/transcript/details.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import './line-list.css';
import './refusal-list.css';
import { refusalWord } from '../words/outcome.ts';
import { MendButton } from './mend-button.tsx';
import { useDetails } from './use-details.ts';

/** Refusals that are listed: the first tell what went wrong, and the rest say the same. */
const MOST_SHOWN = 20;

/** What the server refused in the whole conversation, each in one sentence and with the way to its line. */
export function RefusalList() {
  const { line } = useViewer();
  const { selected } = useStore(line);
  const { known } = useDetails();
  if (known === null || known.allRefusals === 0) return null;
  const { refusals, allRefusals } = known;
  const shown = refusals.slice(0, MOST_SHOWN);
  const isOnlyTheSelected = allRefusals === 1 && shown[0]?.row === selected?.row;
  if (isOnlyTheSelected) return null;
  return (
    <section className="details-part" aria-label="What was refused">
      <h2 className="details-heading">{counted(allRefusals, 'refusal')}</h2>
      <ul className="line-list">
        {shown.map((refusal, index) => (
          <RefusalItem
            key={refusal.row}
            refusal={refusal}
            isSelected={refusal.row === selected?.row}
            isExplained={selected === undefined && index === 0 && !refusal.injected}
          />
        ))}
      </ul>
      {allRefusals > shown.length && (
        <p className="line-list-more">
          And {count(allRefusals - shown.length)} more: filter by <code>{'code:>=400'}</code> to see them all.
        </p>
      )}
    </section>
  );
}

interface RefusalItemProps {
  readonly refusal: RefusalDetails;
  readonly isSelected: boolean;
  /** What is likely behind it, and what to try, is said here: nothing else says it as long as no line is selected. */
  readonly isExplained: boolean;
}

function RefusalItem({ refusal, isSelected, isExplained }: RefusalItemProps) {
  const { line } = useViewer();
  const { code, enhanced, text, verb, row } = refusal;
  const { known } = useDetails();
  const before = known?.logins.filter((login) => login.row < row) ?? [];
  const loggedIn = before.some(({ authentication }) => authentication.outcome === 'accepted');
  const mechanism = verb === 'AUTH' ? (before.at(-1)?.authentication.mechanism ?? '') : '';
  const { sentence, cause, attempt } = explainReply({ code, enhanced, text, verb, loggedIn, mechanism });
  return (
    <li>
      <button
        type="button"
        className={`line-item refusal ${code < 500 ? 'is-not-now' : 'is-no'}`}
        aria-current={isSelected ? 'true' : undefined}
        onClick={() => line.want(refusal.row)}
      >
        <strong>
          {code} {enhanced}
        </strong>{' '}
        {refusal.injected ? 'SMTP Spy itself said this in the server’s place.' : sentence}
        <span className="line-item-where">
          Line {count(refusal.line)} · <VisibleText text={text} />
        </span>
      </button>
      {isExplained && (
        <div className="refusal-advice">
          {cause !== undefined && (
            <p>
              <strong>Likely</strong> {cause}
            </p>
          )}
          {attempt !== undefined && (
            <p>
              <strong>Try</strong> {attempt}
            </p>
          )}
          {refusalWord(refusal) === 'TLS required' && <EncryptForClient />}
        </div>
      )}
    </li>
  );
}

/** What a client cannot be made to encrypt, the spy can: nothing has to be trusted, and nothing changed in the client. */
function EncryptForClient() {
  const { summary, shelf } = useViewer();
  const chosen = useStore(summary);
  const isOwn = useStore(shelf.shown) === null;
  if (chosen === null || !isOwn) return null;
  return (
    <>
      <p>
        Or let SMTP Spy encrypt towards the server, by STARTTLS: then the client needs no encryption, and no
        certificate to trust.
      </p>
      <MendButton summary={chosen} mendedIn="server-security" />
    </>
  );
}
