/** The envelope of a message: from whom and to whom it was sent, whatever its header says. */
export interface Envelope {
  readonly mailFrom: string;
  readonly rcptTo: readonly { readonly address: string; readonly code: number }[];
}

/** What the header says about the same, as bare addresses. */
export interface HeaderAddresses {
  readonly from: readonly string[];
  readonly sender: readonly string[];
  readonly recipients: readonly string[];
}

/**
 * A difference between envelope and header.
 *
 * - `bcc`: a recipient of the envelope whom the header does not name
 * - `not-sent-to`: named in the header, and no recipient of the envelope
 * - `other-sender`: From and Sender do not name whom MAIL named
 * - `bounce`: MAIL named nobody, as messages about deliveries do
 */
export type EnvelopeNote =
  | { readonly note: 'bcc' | 'not-sent-to'; readonly address: string }
  | { readonly note: 'other-sender'; readonly address: string; readonly header: string }
  | { readonly note: 'bounce' };

/** Notes that are kept: more would say the same again. */
const MOST_NOTES = 200;

/** Holds the envelope against the header. Domains are the same in any case; so are names, as people read them. */
export function envelopeNotes(
  { mailFrom, rcptTo }: Envelope,
  { from, sender, recipients }: HeaderAddresses,
): readonly EnvelopeNote[] {
  const notes: EnvelopeNote[] = [];
  if (mailFrom === '') notes.push({ note: 'bounce' });
  else if (from.length > 0 && ![...from, ...sender].some((address) => isSame(address, mailFrom))) {
    notes.push({ note: 'other-sender', address: mailFrom, header: from[0] ?? '' });
  }
  const named = new Set(recipients.map((address) => address.toLowerCase()));
  const sentTo = new Set(rcptTo.map(({ address }) => address.toLowerCase()));
  for (const { address } of rcptTo)
    if (!named.has(address.toLowerCase())) notes.push({ note: 'bcc', address });
  for (const address of recipients) {
    if (!sentTo.has(address.toLowerCase())) notes.push({ note: 'not-sent-to', address });
  }
  return notes.slice(0, MOST_NOTES);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
