/** Where an explanation is written down: an RFC, or the document of whoever invented the thing. */
export type Reference = RfcReference | DocumentReference;

/** An RFC, and the section that matters; appendices have a letter in front (`F.6`). */
export interface RfcReference {
  readonly rfc: number;
  readonly section?: string;
}

/** A document that is no RFC. */
export interface DocumentReference {
  readonly title: string;
  readonly url: string;
}

/** A section of an RFC, or all of it. */
export function rfc(number: number, section?: string): RfcReference {
  return section === undefined ? { rfc: number } : { rfc: number, section };
}

/** A document that is no RFC. */
export function document(title: string, url: string): DocumentReference {
  return { title, url };
}

/** The names of extensions and commands, with who registered them. */
export const EXTENSION_REGISTRY = document(
  'IANA, SMTP service extensions',
  'https://www.iana.org/assignments/smtp',
);

/** The enhanced status codes, with the documents that define them. */
export const STATUS_CODE_REGISTRY = document(
  'IANA, SMTP enhanced status codes',
  'https://www.iana.org/assignments/smtp-enhanced-status-codes',
);

/** The names of authentication mechanisms. */
export const MECHANISM_REGISTRY = document(
  'IANA, SASL mechanisms',
  'https://www.iana.org/assignments/sasl-mechanisms',
);

/** RFC 5321 leaves names that begin with X to whoever wants them. */
export const PRIVATE_USE = rfc(5321, '4.1.5');

/** What Exchange servers say to each other. */
export const EXCHANGE_EXTENSIONS = document(
  'Microsoft, SMTP extensions of Exchange Server 2007',
  'https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/dd535395(v=exchg.80)',
);

/** Postfix invented XCLIENT and XFORWARD. */
export const XCLIENT = document('Postfix, XCLIENT', 'https://www.postfix.org/XCLIENT_README.html');
/** See {@link XCLIENT}. */
export const XFORWARD = document('Postfix, XFORWARD', 'https://www.postfix.org/XFORWARD_README.html');
/** Bounce addresses for each recipient. */
export const VERP = document('Postfix, VERP', 'https://www.postfix.org/VERP_README.html');

/** What load balancers say in front of SMTP. */
export const PROXY_PROTOCOL = document(
  'HAProxy, the PROXY protocol',
  'https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt',
);

/** One reply for each recipient behind the content, in SMTP. */
export const PER_RECIPIENT_REPLIES = document(
  'Internet draft, per-recipient data responses',
  'https://datatracker.ietf.org/doc/html/draft-hall-prdr-00',
);

/** Pipelining from the greeting on. */
export const EARLY_PIPELINING = document(
  'Internet draft, early pipelining',
  'https://datatracker.ietf.org/doc/html/draft-harris-early-pipe-01',
);

/** For people: `RFC 5321 section 4.2`. */
export function formatReference(reference: Reference): string {
  if (!('rfc' in reference)) return reference.title;
  const { rfc: number, section } = reference;
  if (section === undefined) return `RFC ${number}`;
  return `RFC ${number} ${isAppendix(section) ? 'appendix' : 'section'} ${section}`;
}

/** Where a browser finds it. */
export function referenceUrl(reference: Reference): string {
  if (!('rfc' in reference)) return reference.url;
  const { rfc: number, section } = reference;
  const page = `https://www.rfc-editor.org/rfc/rfc${number}`;
  if (section === undefined) return page;
  return `${page}#${isAppendix(section) ? 'appendix' : 'section'}-${section}`;
}

/** What {@link formatReference} wrote, read again; null where it is no RFC. */
export function parseReference(text: string): RfcReference | null {
  const [, number, section] = /^RFC (\d+)(?: (?:section|appendix) ([\w.]+))?$/.exec(text) ?? [];
  return number === undefined ? null : rfc(Number(number), section);
}

function isAppendix(section: string): boolean {
  return /^[A-Z]/.test(section);
}
