/** An extension that a server offered in its reply to EHLO or LHLO (RFC 5321 section 4.1.1.1). */
export interface Capability {
  /** In capitals: `SIZE`. */
  readonly keyword: string;
  /** What stands behind it, as it was said: `35882577`. */
  readonly parameters: readonly string[];
}

/** Capabilities kept of one reply: servers offer about a dozen. */
const MOST_CAPABILITIES = 200;

/** Reads the texts of a positive reply to EHLO or LHLO; the first is the server's name and greeting. */
export function parseCapabilities(texts: readonly string[]): readonly Capability[] {
  return texts.slice(1, MOST_CAPABILITIES + 1).flatMap((text) => parseCapability(text));
}

function parseCapability(text: string): Capability[] {
  const [word = '', ...parameters] = text.trim().split(/\s+/);
  if (word === '') return [];
  // Old servers wrote AUTH=LOGIN for old clients that expected it.
  const [, keyword = word, first] = /^(AUTH)=(.*)$/i.exec(word) ?? [];
  const all = first === undefined || first === '' ? parameters : [first, ...parameters];
  return [{ keyword: keyword.toUpperCase(), parameters: all }];
}

/** What the server has offered. `null`: nobody can know, since no EHLO, HELO or LHLO was seen to be accepted. */
export type Offer = readonly Capability[] | null;

/** Whether the server offers an extension; null where nobody can know. The keyword is in capitals. */
export function offers(offer: Offer, keyword: string): boolean | null {
  if (offer === null) return null;
  return offer.some((capability) => capability.keyword === keyword);
}

/** The parameters of an extension that the server offers, all its lines together; none where it does not. */
export function offeredParameters(offer: Offer, keyword: string): readonly string[] {
  return (offer ?? [])
    .filter((capability) => capability.keyword === keyword)
    .flatMap(({ parameters }) => parameters);
}
