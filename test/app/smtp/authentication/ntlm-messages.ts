/** Messages of NTLM (MS-NLMP section 2.2.1), made by the book. */

const SIGNATURE = Buffer.from('NTLMSSP\0');
const UNICODE = 1;

/** What a client can do: its names in ASCII. */
export function ntlmNegotiation(domain: string, workstation: string): Buffer {
  const message = Buffer.alloc(32);
  begin(message, 1);
  return withFields(message, [
    [16, Buffer.from(domain)],
    [24, Buffer.from(workstation)],
  ]);
}

/** A server's challenge: eight bytes in hexadecimal, and names by their number (MS-NLMP section 2.2.2.1). */
export function ntlmChallenge(
  target: string,
  challenge: string,
  names: readonly (readonly [number, string])[],
): Buffer {
  const message = Buffer.alloc(48);
  begin(message, 2);
  message.writeUInt32LE(UNICODE, 20);
  Buffer.from(challenge, 'hex').copy(message, 24);
  const pairs = [...names, [0, ''] as const].map(([id, name]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(name.length * 2, 2);
    return Buffer.concat([head, utf16(name)]);
  });
  return withFields(message, [
    [12, utf16(target)],
    [40, Buffer.concat(pairs)],
  ]);
}

/** A client's answer, in hexadecimal. */
export function ntlmAnswer(domain: string, user: string, workstation: string, answer: string): Buffer {
  const message = Buffer.alloc(64);
  begin(message, 3);
  message.writeUInt32LE(UNICODE, 60);
  return withFields(message, [
    [12, Buffer.alloc(24)],
    [20, Buffer.from(answer, 'hex')],
    [28, utf16(domain)],
    [36, utf16(user)],
    [44, utf16(workstation)],
    [52, Buffer.alloc(0)],
  ]);
}

function begin(message: Buffer, type: number): void {
  SIGNATURE.copy(message);
  message.writeUInt32LE(type, 8);
}

function withFields(message: Buffer, fields: readonly (readonly [number, Buffer])[]): Buffer {
  let offset = message.length;
  for (const [at, bytes] of fields) {
    message.writeUInt16LE(bytes.length, at);
    message.writeUInt16LE(bytes.length, at + 2);
    message.writeUInt32LE(offset, at + 4);
    offset += bytes.length;
  }
  return Buffer.concat([message, ...fields.map(([, bytes]) => bytes)]);
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
