import { mergeReferences } from '../../app/smtp/explain/explanation.ts';
import { parseReference, referenceUrl, type Reference } from '../../app/smtp/explain/reference.ts';
import { FINDINGS } from '../../app/smtp/findings/registry.ts';
import { explainLine, type LineExplanation } from '../../app/transcript/explain-line.ts';
import type { RowFinding, TranscriptLine } from '../../app/transcript/row.ts';
import type { Login } from '../../app/transcript/session-summary.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { DocumentLink } from './document-link.tsx';
import { ExplainedParts } from './explained-parts.tsx';
import './line-meaning.css';

interface LineMeaningProps {
  readonly line: TranscriptLine;
  /** The last login that was tried in the conversation. */
  readonly login: Login | null;
}

/** What the selected line means, why it may have been refused, what to try, and what was found with it. */
export function LineMeaning({ line, login }: LineMeaningProps) {
  const explanation = explainLine(line, login);
  const findings = line.findings ?? [];
  const shownLogin = login !== null && belongsTo(line, login) ? login : null;
  if (explanation === null && findings.length === 0 && shownLogin === null) return null;
  return (
    <div className="line-meaning">
      {explanation !== null && (
        <>
          <p className="line-meaning-sentence">{explanation.sentence}</p>
          <ExplainedParts parts={explanation.parts ?? []} />
          {explanation.cause !== undefined && (
            <p>
              <strong>Likely</strong> {explanation.cause}
            </p>
          )}
          {explanation.attempt !== undefined && (
            <p>
              <strong>Try</strong> {explanation.attempt}
            </p>
          )}
        </>
      )}
      {shownLogin !== null && <LoginLine login={shownLogin} />}
      {findings.map((finding) => (
        <FindingLine key={finding.code} finding={finding} />
      ))}
      {explanation !== null && <References references={referencesOf(explanation)} />}
    </div>
  );
}

/** Of the line, and of each of its parameters. */
function referencesOf({ references, parts = [] }: LineExplanation): readonly Reference[] {
  return mergeReferences(references, ...parts.map((part) => part.references.slice(0, 1)));
}

/** The client's answers within AUTH have no number of their own: those of the last login are meant. */
function belongsTo(line: TranscriptLine, login: Login): boolean {
  return line.kind === 'authentication' || line.exchange === login.exchange;
}

const LOGIN_OUTCOMES: Record<Login['outcome'], string> = {
  unfinished: 'not finished',
  accepted: 'accepted',
  refused: 'refused',
  cancelled: 'given up by the client',
};

function LoginLine({ login }: { readonly login: Login }) {
  return (
    <p>
      <strong>User</strong> <VisibleText text={login.user ?? 'not named'} />
      {login.mechanism !== '' && ` · ${login.mechanism}`} · {LOGIN_OUTCOMES[login.outcome]}
    </p>
  );
}

function FindingLine({ finding }: { readonly finding: RowFinding }) {
  const { title, reference } = FINDINGS[finding.code];
  return (
    <p className={`line-meaning-finding is-${finding.severity}`}>
      <strong>{finding.severity}</strong> {title}. <WhereWritten text={reference} />
    </p>
  );
}

function References({ references }: { readonly references: readonly Reference[] }) {
  return (
    <p className="line-meaning-where">
      {references.map((reference, index) => (
        <span key={referenceUrl(reference)}>
          {index > 0 && ' · '}
          <DocumentLink reference={reference} />
        </span>
      ))}
    </p>
  );
}

function WhereWritten({ text }: { readonly text: string }) {
  const reference = parseReference(text);
  return (
    <span className="line-meaning-where">
      {reference === null ? text : <DocumentLink reference={reference} />}
    </span>
  );
}
