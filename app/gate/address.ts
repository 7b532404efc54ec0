/** An IP address as a number, so that networks are ranges of numbers. */
export interface IpAddress {
  readonly version: 4 | 6;
  /** 32 bits of version 4, 128 of version 6. */
  readonly value: bigint;
}

/** `::ffff:0:0/96`: IPv4 as a socket for both versions shows it (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffffn;

/**
 * Reads an address as people and sockets write it: `192.0.2.7`, `2001:db8::7`, `fe80::1%eth0` (the zone is left out). IPv4 that
 * is written as IPv6 is IPv4. Null for anything else.
 */
export function parseAddress(text: string): IpAddress | null {
  const version4 = parseVersion4(text);
  if (version4 !== null) return { version: 4, value: version4 };
  const value = parseVersion6(text.replace(/%.+$/, ''));
  if (value === null) return null;
  return value >> 32n === MAPPED ? { version: 4, value: value & 0xffffffffn } : { version: 6, value };
}

/** Numbers with a zero in front are octal to some programs and decimal to others: they are none here. */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const VERSION_4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

function parseVersion4(text: string): bigint | null {
  if (!VERSION_4.test(text)) return null;
  return text.split('.').reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

/** RFC 4291 section 2.2: eight groups, of which `::` stands for one or more of zeros; the last two may be IPv4. */
function parseVersion6(text: string): bigint | null {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  const front = groupsOf(head, tail === undefined);
  const back = tail === undefined ? [] : groupsOf(tail, true);
  if (front === null || back === null) return null;
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const zeros = Array.from({ length: missing }, () => 0n);
  return [...front, ...zeros, ...back].reduce((value, group) => value * 0x1_0000n + group, 0n);
}

/** Null where one is no group. `isEnd`: the address ends here, where IPv4 may stand. */
function groupsOf(text: string, isEnd: boolean): bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const version4 = isEnd && at === parts.length - 1 ? parseVersion4(part) : null;
    if (version4 !== null) groups.push(version4 >> 16n, version4 & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
