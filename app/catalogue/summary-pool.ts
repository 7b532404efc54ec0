import type { SessionFacets, SessionSummary } from '../transcript/row.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Values that are remembered of each kind: most captures have a few dozen, and a list of spam must not fill memory. */
const MOST_REMEMBERED = 20_000;

/**
 * Makes entries small: what many sessions have in common (addresses, servers, reply codes) stands in memory once. A
 * hundred thousand entries then take some tens of megabytes.
 */
export class SummaryPool {
  readonly #texts = new Map<string, string>();
  readonly #parts = new Map<string, unknown>();

  /** The same entry, sharing what it can. */
  share({ summary, facets }: CatalogueEntry): CatalogueEntry {
    return { summary: this.#shareSummary(summary), facets: this.#shareFacets(facets) };
  }

  #shareSummary(summary: SessionSummary): SessionSummary {
    const { client, server, mailFrom, login, refusal, findings } = summary;
    return {
      ...summary,
      client: { address: this.#text(client.address), port: client.port },
      server: this.#part(`${server.host} ${server.port} ${server.address}`, server),
      listener: this.#text(summary.listener),
      reason: this.#text(summary.reason),
      hello: this.#text(summary.hello),
      mailFrom: mailFrom === null ? null : this.#text(mailFrom),
      rcptTo: this.#part(`rcpt ${summary.rcptTo.join('\n')}`, summary.rcptTo),
      subject: this.#text(summary.subject),
      login: login === null ? null : this.#part(`login ${JSON.stringify(login)}`, login),
      refusal: refusal === null ? null : this.#part(`refusal ${JSON.stringify(refusal)}`, refusal),
      findings: this.#part(`found ${findings.note} ${findings.warning} ${findings.error}`, findings),
    };
  }

  #shareFacets({ codes, verbs, activity }: SessionFacets): SessionFacets {
    return {
      codes: this.#part(`codes ${codes.join()}`, codes),
      verbs: verbs === null ? null : this.#part(`verbs ${verbs.join()}`, verbs),
      activity,
    };
  }

  #text(text: string): string {
    return remembered(this.#texts, text, text);
  }

  #part<Part>(key: string, part: Part): Part {
    // The key names the part's kind and all that is in it.
    return remembered(this.#parts, key, part) as Part;
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const same = known.get(key);
  if (same !== undefined) return same;
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}
