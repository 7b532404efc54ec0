import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** What a client on this machine may call the spy when it names no name: what a certificate for nobody in particular holds. */
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'] as const;

/** Letters, digits, hyphens; and underscores, which names in test networks have (RFC 5890 section 2.3.1). */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** The longest host name (RFC 1035 section 2.3.4). */
const LONGEST_NAME = 253;

/**
 * The names that a certificate holds for a client that asked for `name` (SNI), empty where it asked for none. Then it may
 * have connected to this machine, or to one of its `own` names and addresses: they all share one certificate. What is no
 * host name, whatever it is, counts as none.
 */
export function serverNames(name: string, own: readonly string[] = []): readonly [string, ...string[]] {
  const asked = hostName(name);
  const others = own.map(hostName).filter((each) => each !== null);
  const [first, ...rest] = new Set<string>([...LOCAL_NAMES, ...others]);
  const shared: readonly [string, ...string[]] = [first ?? LOCAL_NAMES[0], ...rest];
  return asked === null || shared.includes(asked) ? shared : [asked];
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
