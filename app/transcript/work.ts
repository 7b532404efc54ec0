/**
 * Reading that may take long enough to be watched; `of` numbers what it is done for:
 *
 * - `indexing`, `filtering`, `finding`: a view
 * - `listing`, `searching`: a list, whose conversations are read, or whose lines are searched
 * - `previewing`: what a rule would have met
 */
export const READING_WORK = [
  'indexing',
  'filtering',
  'finding',
  'listing',
  'searching',
  'previewing',
] as const;

/**
 * All that may take long enough to be watched:
 *
 * - `handing-in`, `bringing-in`: a file that is opened, in two halves: it comes, and is read
 * - `saving`: a file that is made
 * - `tidying`: captures go that are more than what is to be kept (of 0)
 */
export const WORK_KINDS = ['handing-in', 'bringing-in', 'saving', 'tidying', ...READING_WORK] as const;

/** See {@link WORK_KINDS}. */
export type WorkKind = (typeof WORK_KINDS)[number];

/** Names something under way. */
export interface WorkName {
  readonly kind: WorkKind;
  /** The number of what it is done for. */
  readonly of: number;
}

/** Something under way, and how far it is. */
export interface Work extends WorkName {
  readonly done: number;
  /** What `done` comes to in the end, in the same measure; null: nobody knows. */
  readonly total: number | null;
  /** What people call what it is done for: a file's name, a conversation's number; empty: there is only one. */
  readonly subject: string;
  readonly canCancel: boolean;
}

/** What is done: `Opening mail.pcap`. */
export function workWords({ kind, subject }: Pick<Work, 'kind' | 'subject'>): string {
  switch (kind) {
    case 'handing-in':
      return `Opening ${subject}`;
    case 'bringing-in':
      return `Reading ${subject}`;
    case 'saving':
      return `Writing ${subject}`;
    case 'tidying':
      return 'Removing old conversations';
    case 'indexing':
      return `Reading conversation ${subject}`;
    case 'filtering':
      return `Filtering conversation ${subject}`;
    case 'finding':
      return `Finding in conversation ${subject}`;
    case 'listing':
      return 'Reading the conversations';
    case 'searching':
      return 'Searching the conversations';
    case 'previewing':
      return 'Trying the rule';
  }
}

/** `40 %`; empty where nobody knows. */
export function percentDone({ done, total }: Pick<Work, 'done' | 'total'>): string {
  return total === null || total === 0 ? '' : `${Math.min(100, Math.floor((done / total) * 100))} %`;
}
