import type { ExportFormat } from '../../app/transcript/export-format.ts';

/** A form of exported conversations in plain words. */
export interface ExportWords {
  readonly format: ExportFormat;
  readonly title: string;
  /** What it is good for. */
  readonly note: string;
  /** It can hold secrets. */
  readonly holdsLogins: boolean;
}

/** The forms, the most wanted first. */
export const EXPORT_CHOICES: readonly ExportWords[] = [
  {
    format: 'html',
    title: 'Web page',
    note: 'To send to somebody: one file that any browser shows, without scripts.',
    holdsLogins: true,
  },
  {
    format: 'text',
    title: 'Text',
    note: 'Line by line, as c> and s<. SMTP Spy opens it again.',
    holdsLogins: true,
  },
  {
    format: 'eml',
    title: 'Messages',
    note: 'Each mail as an .eml file, in a zip archive: for mail programs.',
    holdsLogins: false,
  },
  {
    format: 'pcapng',
    title: 'Packets',
    note: 'For Wireshark: as they would have crossed the wire, without TLS.',
    holdsLogins: true,
  },
  {
    format: 'jsonl',
    title: 'JSON lines',
    note: 'For programs: lines, exchanges, messages and findings.',
    holdsLogins: true,
  },
];
