/** The forms in which conversations leave the program. */
export const EXPORT_FORMATS = ['text', 'jsonl', 'eml', 'pcapng', 'html'] as const;
/** A form in which conversations leave the program; with `eml` each message becomes a file of its own. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
