import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** What a client on this machine may call the spy when it names no name: what a certificate for nobody in particular holds. */
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'] as const;

/** Letters, digits, hyphens; and underscores, which names in test networks have (RFC 5890 section 2.3.1). */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** The longest host name (RFC 1035 section 2.3.4). */
const LONGEST_NAME = 253;

/**
 * The names that a certificate holds for a client that asked for `name` (SNI), or reached the spy at that address; empty
 * where neither is known. Names of this machine share one certificate. What is no host name, whatever it is, counts as none.
 */
export function serverNames(name: string): readonly [string, ...string[]] {
  const asked = hostName(name);
  if (asked === null || LOCAL_NAMES.some((local) => local === asked)) return LOCAL_NAMES;
  return isIP(asked) === 0 ? [asked] : [asked, ...LOCAL_NAMES];
}

/** The name as certificates have it: ASCII, in small letters, without a dot behind it; null where it is none. */
function hostName(name: string): string | null {
  const address = /^(?:::ffff:)?(.*)$/i.exec(name)?.[1] ?? name;
  if (isIP(address) !== 0) return address.toLowerCase();
  if (name.length > LONGEST_NAME) return null;
  const ascii = domainToASCII(name).replace(/\.$/, '');
  if (ascii === '' || ascii.length > LONGEST_NAME || isIP(ascii) !== 0) return null;
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : null;
}
