import { parseAddress, type IpAddress } from './address.ts';

/** Addresses that belong together, as somebody wrote them. */
export interface Network {
  /** As it was written. */
  readonly text: string;
  readonly version: 4 | 6;
  /** The first and the last of its addresses. */
  readonly first: bigint;
  readonly last: bigint;
}

/** A network, or in a sentence why a text is none. */
export type NetworkReading =
  { readonly ok: true; readonly network: Network } | { readonly ok: false; readonly text: string };

/**
 * Reads an address (`192.0.2.7`), a network (`192.0.2.0/24`, `2001:db8::/32`; RFC 4632 section 3.1) or a range
 * (`192.0.2.10-192.0.2.20`). IPv4 that is written as IPv6 is IPv4.
 */
export function readNetwork(written: string): NetworkReading {
  const text = written.trim();
  const wrong = (why: string): NetworkReading => ({ ok: false, text: `“${text}” ${why}` });
  const found = (version: 4 | 6, first: bigint, last: bigint): NetworkReading => ({
    ok: true,
    network: { text, version, first, last },
  });
  const [base = '', length, ...more] = text.split('/');
  const [from = '', to, ...others] = base.split('-');
  const first = parseAddress(from.trim());
  if (first === null || more.length > 0 || others.length > 0 || (length !== undefined && to !== undefined)) {
    return wrong('is no address, network or range: write 192.0.2.7, 192.0.2.0/24 or 192.0.2.10-192.0.2.20.');
  }
  if (to !== undefined) {
    const last = parseAddress(to.trim());
    if (last === null || last.version !== first.version || last.value < first.value) {
      return wrong('is no range: write its first address, a hyphen, and its last: 192.0.2.10-192.0.2.20.');
    }
    return found(first.version, first.value, last.value);
  }
  const prefix = length === undefined ? bitsOf(first) : prefixOf(length, first, from);
  if (prefix === null)
    return wrong(`has no prefix length: behind the slash stands a number up to ${bitsOf(first)}.`);
  const host = BigInt(bitsOf(first) - prefix);
  const start = (first.value >> host) << host;
  return found(first.version, start, start + (1n << host) - 1n);
}

/** The first of the networks that an address is in; null where it is in none. */
export function networkOf(networks: readonly Network[], { version, value }: IpAddress): Network | null {
  return (
    networks.find(
      (network) => network.version === version && network.first <= value && value <= network.last,
    ) ?? null
  );
}

function bitsOf({ version }: IpAddress): 32 | 128 {
  return version === 4 ? 32 : 128;
}

/** Behind IPv4 that is written as IPv6 it counts the bits of IPv6, of which 96 say only that. */
function prefixOf(length: string, { version }: IpAddress, base: string): number | null {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length)) return null;
  const prefix = Number(length) - (version === 4 && base.includes(':') ? 96 : 0);
  return prefix < 0 || prefix > (version === 4 ? 32 : 128) ? null : prefix;
}
