import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Severity } from '../../app/smtp/findings/finding.ts';
import { FINDINGS } from '../../app/smtp/findings/registry.ts';
import type { FindingDetails } from '../../app/transcript/details.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import './findings-list.css';
import './line-list.css';
import { useDetails } from './use-details.ts';

/** What was found in the whole conversation, each with the way to its line. */
export function FindingsList() {
  const { known } = useDetails();
  if (known === null || known.allFindings === 0) return null;
  const { findings, allFindings } = known;
  const left = allFindings - findings.length;
  return (
    <section className="details-part" aria-label="Found in this conversation">
      <h2 className="details-heading">{counted(allFindings, 'finding')} in this conversation</h2>
      <ul className="line-list">
        {findings.toSorted(byWeight).map(({ row, finding }) => (
          <FindingItem key={`${row}-${finding.code}-${finding.line}`} row={row} finding={finding} />
        ))}
      </ul>
      {left > 0 && (
        <p className="line-list-more">
          And {count(left)} more: filter by <code>is:finding</code> to see them all.
        </p>
      )}
    </section>
  );
}

function FindingItem({ row, finding }: FindingDetails) {
  const { line } = useViewer();
  const { title } = FINDINGS[finding.code];
  return (
    <li>
      <button
        type="button"
        className={`line-item finding is-${finding.severity}`}
        onClick={() => line.want(row)}
      >
        <SeverityIcon severity={finding.severity} />
        <span className="finding-words">
          <strong>{title}</strong>
          <VisibleText text={finding.text} />
          <span className="line-item-where">
            {finding.line > 0 ? `Line ${count(finding.line)}` : 'The end'} · {finding.reference}
          </span>
        </span>
      </button>
    </li>
  );
}

function SeverityIcon({ severity }: { readonly severity: Severity }) {
  const label = SEVERITIES[severity];
  switch (severity) {
    case 'error':
      return <CircleAlert size={15} aria-label={label} />;
    case 'warning':
      return <TriangleAlert size={15} aria-label={label} />;
    case 'note':
      return <Info size={15} aria-label={label} />;
  }
}

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', note: 'Note' };

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

function byWeight(one: FindingDetails, other: FindingDetails): number {
  return WEIGHT[one.finding.severity] - WEIGHT[other.finding.severity] || one.row - other.row;
}
