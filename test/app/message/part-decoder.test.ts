import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodedSize, encodedPart, partDecoder } from '../../../app/message/part-decoder.ts';

/** What comes out of a body whose octets come in these pieces. */
function decoded(encoding: string, pieces: readonly string[]): string {
  const decoder = partDecoder(encoding);
  const out = pieces.map((piece) => {
    const bytes = Buffer.from(`<${piece}>`, 'latin1');
    return decoder.push(bytes, 1, bytes.length - 1);
  });
  return Buffer.concat([...out, decoder.finish()]).toString('latin1');
}

function sizeOf(encoding: string, body: string): number {
  const size = new DecodedSize(encoding);
  for (const line of body.split(/(?<=\n)/)) size.line(Buffer.from(line, 'latin1'), 0, line.length);
  return size.size;
}

const BODIES: readonly (readonly [encoding: string, body: string, decoded: string])[] = [
  ['base64', 'SGVsbG8s\r\nIHdvcmxkIQ==\r\n', 'Hello, world!'],
  ['base64', 'SGVs bG8=\n', 'Hello'],
  ['quoted-printable', 'caf=C3=A9 =3D =\r\nsoft\r\nhard\r\n', 'caf\xc3\xa9 = soft\r\nhard'],
  ['quoted-printable', 'a=\nb=0D=0A\n', 'ab\r\n'],
  ['quoted-printable', 'not an escape: =ZZ\r\n', 'not an escape: =ZZ'],
  ['7bit', 'one\r\ntwo\r\n', 'one\r\ntwo'],
  ['7bit', 'one\n\n', 'one\n'],
  ['8bit', 'lone \r', 'lone \r'],
  ['binary', '', ''],
];

describe('a transfer encoding', () => {
  test.each(BODIES)('%s: %j', (encoding, body, expected) => {
    for (let at = 0; at <= body.length; at += 1) {
      expect(decoded(encoding, [body.slice(0, at), body.slice(at)])).toBe(expected);
    }
    expect(decoded(encoding, Array.from(body))).toBe(expected);
  });

  test.each(BODIES.filter(([, body]) => !/ZZ|SGVs bG8|lone/.test(body)))(
    '%s: the size of %j is known without decoding it',
    (encoding, body, expected) => {
      expect(sizeOf(encoding, body)).toBe(expected.length);
    },
  );

  test('any octets come out as they went in', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(400), { maxLength: 5 }),
        (bytes, cuts) => {
          const body = `${Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
          const places = [0, ...cuts.map((cut) => Math.min(cut, body.length)), body.length].sort(
            (a, b) => a - b,
          );
          const pieces = places.slice(1).map((end, at) => body.slice(places[at], end));
          expect(decoded('base64', pieces)).toBe(Buffer.from(bytes).toString('latin1'));
          expect(sizeOf('base64', body)).toBe(bytes.length);
        },
      ),
    );
  });

  test.each(['base64', 'quoted-printable', '7bit'])(
    '%s gives a word back that was put into it',
    (encoding) => {
      expect(decoded(encoding, [`${encodedPart('left-out-1-2', encoding)}\r\n`])).toBe('left-out-1-2');
    },
  );
});
