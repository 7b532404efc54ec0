import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageContent } from '../../../app/upstream/message-content.ts';

/** The content that comes out of what a client sent, cut where it is said; and what is left behind its end. */
function received(sent: Buffer, cuts: readonly number[] = []): { content: string; rest: string } | 'goes on' {
  const pieces: Uint8Array[] = [];
  const content = new MessageContent((piece) => {
    if (piece.length === 0) throw new Error('an empty piece');
    pieces.push(Buffer.from(piece));
  });
  const places = [...new Set(cuts)].toSorted((one, other) => one - other);
  let from = 0;
  for (const to of [...places, sent.length]) {
    const { next, ended } = content.read(sent.subarray(from, to), 0);
    if (ended) {
      const rest = sent.subarray(from + next).toString('latin1');
      return { content: Buffer.concat(pieces).toString('latin1'), rest };
    }
    from = to;
  }
  return 'goes on';
}

test.each([
  ['.\r\n', '', ''],
  ['.\r\nQUIT\r\n', '', 'QUIT\r\n'],
  ['Hello\r\n.\r\n', 'Hello\r\n', ''],
  ['..\r\n.\r\n', '.\r\n', ''],
  ['..a\r\n.b\r\n.\r\n', '.a\r\nb\r\n', ''],
  ['a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n', ''],
  ['a\r.\rb\r\n.\r\n', 'a\r.\rb\r\n', ''],
  // Behind a lone dot and a CR only LF is an end: the CR belongs to the content.
  ['.\rx\r\n.\r\n', '\rx\r\n', ''],
  ['.\r\r\n.\r\n', '\r\r\n', ''],
  ['\0\xff\r\n.\r\n', '\0\xff\r\n', ''],
])('%j is %j', (sent, content, rest) => {
  const bytes = Buffer.from(sent, 'latin1');
  expect(received(bytes)).toEqual({ content, rest });
  const everywhere = Array.from(bytes, (_, place) => place);
  expect(received(bytes, everywhere)).toEqual({ content, rest });
});

test('whatever is sent comes out again, wherever it is cut', () => {
  const lines = fc.array(fc.constantFrom('', '.', '..', 'a', '.a', '\r', '\n', '.\n', '.\r', '\r.', 'é'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(lines, fc.array(fc.nat(60), { maxLength: 10 }), (said, cuts) => {
      const content = said.map((line) => `${line}\r\n`).join('');
      const stuffed = content.replaceAll(/(^|\r\n)\./g, '$1..');
      const sent = Buffer.from(`${stuffed}.\r\n`, 'latin1');
      const within = cuts.filter((cut) => cut < sent.length);
      expect(received(sent, within)).toEqual({
        content: Buffer.from(content, 'latin1').toString('latin1'),
        rest: '',
      });
    }),
    { numRuns: 1_000 },
  );
});
