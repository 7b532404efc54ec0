import { formatReference, referenceUrl, type Reference } from '../../app/smtp/explain/reference.ts';
import { FINDINGS } from '../../app/smtp/findings/registry.ts';
import { explainLine } from '../../app/transcript/explain-line.ts';
import type { RowFinding, TranscriptLine } from '../../app/transcript/row.ts';
import './line-meaning.css';

interface LineMeaningProps {
  readonly line: TranscriptLine;
}

/** What the selected line means, why it may have been refused, what to try, and what was found with it. */
export function LineMeaning({ line }: LineMeaningProps) {
  const explanation = explainLine(line);
  const findings = line.findings ?? [];
  if (explanation === null && findings.length === 0) return null;
  return (
    <div className="line-meaning">
      {explanation !== null && (
        <>
          <p className="line-meaning-sentence">{explanation.sentence}</p>
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
      {findings.map((finding) => (
        <FindingLine key={finding.code} finding={finding} />
      ))}
      {explanation !== null && <References references={explanation.references} />}
    </div>
  );
}

function FindingLine({ finding }: { readonly finding: RowFinding }) {
  const { title, reference } = FINDINGS[finding.code];
  return (
    <p className={`line-meaning-finding is-${finding.severity}`}>
      <strong>{finding.severity}</strong> {title}. <span className="line-meaning-where">{reference}</span>
    </p>
  );
}

function References({ references }: { readonly references: readonly Reference[] }) {
  return (
    <p className="line-meaning-where">
      {references.map((reference, index) => (
        <span key={referenceUrl(reference)}>
          {index > 0 && ' · '}
          {formatReference(reference)}
        </span>
      ))}
    </p>
  );
}
