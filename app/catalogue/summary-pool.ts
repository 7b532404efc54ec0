import type { SessionFacets } from '../transcript/session-facets.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Values that are remembered: most captures have a few hundred, and a flood of spam must not fill memory. */
const MOST_REMEMBERED = 20_000;

/**
 * Makes entries small: what many sessions have in common (addresses, servers, reply codes) stands in memory once. What
 * differs from session to session is left alone.
 */
export class SummaryPool {
  readonly #values = new Map<string, unknown>();

  /** The same entry, sharing what it can. */
  share({ summary, facets }: CatalogueEntry): CatalogueEntry {
    return { summary: this.#shareSummary(summary), facets: this.#shareFacets(facets) };
  }

  /** The same value; one that stands in memory already where there is such a one. `field` says what it is. */
  shareValue<Value>(field: string, value: Value): Value {
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
    const key = `${field} ${JSON.stringify(value)}`;
    const known = this.#values.get(key);
    // The key names the field and all that is in the value.
    if (known !== undefined) return known as Value;
    if (this.#values.size >= MOST_REMEMBERED) this.#values.clear();
    this.#values.set(key, value);
    return value;
  }

  #shareSummary(summary: SessionSummary): SessionSummary {
    const { client, server, listener, reason, hello, mailFrom, login, findings, tags, alert } = summary;
    return {
      ...summary,
      client: { address: this.shareValue('address', client.address), port: client.port },
      server: this.shareValue('server', server),
      listener: this.shareValue('listener', listener),
      reason: this.shareValue('reason', reason),
      hello: this.shareValue('hello', hello),
      mailFrom: this.shareValue('mailFrom', mailFrom),
      login: this.shareValue('login', login),
      findings: this.shareValue('findings', findings),
      tags: this.shareValue('tags', tags),
      alert: this.shareValue('alert', alert),
    };
  }

  #shareFacets(facets: SessionFacets): SessionFacets {
    const { codes, verbs, answered, enhanced, findings, traits, fields } = facets;
    return {
      ...facets,
      codes: this.shareValue('codes', codes),
      verbs: this.shareValue('verbs', verbs),
      answered: this.shareValue('answered', answered),
      enhanced: this.shareValue('enhanced', enhanced),
      findings: this.shareValue('kinds of findings', findings),
      traits: this.shareValue('traits', traits),
      fields: this.shareValue('fields', fields),
    };
  }
}
