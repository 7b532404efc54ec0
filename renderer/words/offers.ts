import type { Capability } from '../../app/smtp/capabilities.ts';
import type { ServerOffer } from '../../app/transcript/details.ts';
import { count } from './measures.ts';

/** A capability in the last offer of a server, compared with the first. */
export interface ComparedCapability {
  readonly keyword: string;
  readonly parameters: readonly string[];
  /** `gone`: only the first offer had it. Null: it is in both as it was, or there was but one offer. */
  readonly change: 'new' | 'gone' | 'changed' | null;
  /** What stood behind it in the first offer. */
  readonly before: readonly string[];
}

/** Compares what a server offered first with what it offered last, as before TLS and behind it. */
export function compareOffers(offers: readonly ServerOffer[]): readonly ComparedCapability[] {
  const first = gather(offers[0]?.capabilities ?? []);
  const last = gather(offers.at(-1)?.capabilities ?? []);
  const isOnlyOne = offers.length < 2;
  const kept = [...last].map(([keyword, parameters]): ComparedCapability => {
    const before = first.get(keyword);
    const isSame = before !== undefined && before.join(' ') === parameters.join(' ');
    const change = isOnlyOne || isSame ? null : before === undefined ? 'new' : 'changed';
    return { keyword, parameters, change, before: before ?? [] };
  });
  const gone = [...first].filter(([keyword]) => !last.has(keyword));
  return [
    ...kept,
    ...gone.map(([keyword, parameters]): ComparedCapability => ({
      keyword,
      parameters,
      change: 'gone',
      before: parameters,
    })),
  ];
}

/** Lines of the same keyword together: servers write `AUTH` twice for old clients. */
function gather(capabilities: readonly Capability[]): Map<string, readonly string[]> {
  const gathered = new Map<string, readonly string[]>();
  for (const { keyword, parameters } of capabilities) {
    const before = gathered.get(keyword) ?? [];
    gathered.set(keyword, [...new Set([...before, ...parameters])]);
  }
  return gathered;
}

/** Where an offer stands: `EHLO behind TLS, line 12`. */
export function offerTitle({ protocol, tls, line }: ServerOffer): string {
  return `${protocol}${tls ? ' inside TLS' : ' without TLS'}, line ${count(line)}`;
}
