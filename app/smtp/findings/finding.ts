import type { FindingCode } from './registry.ts';

/** How much a finding matters: `note` a habit, `warning` what may hurt, `error` what breaks mail or its safety. */
export type Severity = 'note' | 'warning' | 'error';

/** Something about a dialogue that is worth a look. */
export interface Finding {
  /** The line that it is about, from 1; 0 where nothing was said. */
  readonly line: number;
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One or two sentences for people. May hold words from the wire: hostile text. */
  readonly text: string;
  /** Where it is written: document and section. */
  readonly reference: string;
}

/** What a finding's words are made of. */
export type FindingDetails = Readonly<Record<string, string | number>>;

/** Says that something was found; about the line in hand unless another is named. */
export type Report = (code: FindingCode, details?: FindingDetails, line?: number) => void;
