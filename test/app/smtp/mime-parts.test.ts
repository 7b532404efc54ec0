import { describe, expect, test } from 'vitest';
import { isAttachment } from '../../../app/smtp/attachment.ts';
import { MimePartReader, type PartHead } from '../../../app/smtp/mime-parts.ts';

/** What came of a message, whose octets came in these pieces. */
function read(pieces: readonly string[]) {
  const told: string[] = [];
  const heads: PartHead[] = [];
  const octets = { header: '', body: '', boundary: '' };
  const reader = new MimePartReader({
    begin(head) {
      heads.push(head);
      told.push(`${'  '.repeat(head.depth)}${head.type}`);
    },
    octets(what, bytes, start, end) {
      octets[what] += new TextDecoder('latin1').decode(bytes.subarray(start, end));
    },
    end: (size) => told.push(`${size}`),
  });
  for (const piece of pieces) {
    const bytes = new TextEncoder().encode(piece);
    reader.push(bytes, 0, bytes.length);
  }
  reader.finish();
  return { told, heads, octets, covered: reader.covered };
}

const MESSAGE = [
  'Subject: two files',
  'Content-Type: multipart/mixed;',
  '\tboundary="--=_x"',
  '',
  'preamble',
  '----=_x',
  'Content-Type: multipart/alternative; boundary=y',
  '',
  '--y',
  '',
  'plain',
  '--y',
  'Content-Type: text/html; charset=UTF-8',
  '',
  '--not a boundary',
  '--y--',
  '----=_x',
  'Content-Type: application/pdf; name="=?utf-8?Q?Caf=C3=A9.pdf?="',
  'Content-Transfer-Encoding: BASE64',
  'Content-Disposition: attachment',
  '',
  'JVBERi0=',
  '----=_x--',
  'epilogue',
  '----=_x',
  '',
].join('\r\n');

describe('the parts of a message', () => {
  test('are told as they begin and end, with their sizes', () => {
    const { told, heads, octets, covered } = read([MESSAGE]);
    expect(told).toEqual([
      'multipart/mixed',
      '  multipart/alternative',
      '    text/plain',
      '7',
      '    text/html',
      '18',
      '86',
      '  application/pdf',
      '10',
      expect.stringMatching(/^\d+$/),
    ]);
    expect(heads.at(-1)).toEqual({
      type: 'application/pdf',
      charset: '',
      name: 'Café.pdf',
      encoding: 'base64',
      disposition: 'attachment',
      contentId: '',
      depth: 1,
      within: 'multipart/mixed',
      holdsParts: false,
    });
    expect(octets.boundary.split('\r\n')).toHaveLength(7);
    expect(octets.body).toContain('--not a boundary');
    expect(octets.header.length + octets.body.length + octets.boundary.length).toBe(covered);
    expect(covered).toBe(MESSAGE.length);
  });

  test('are the same wherever the octets are cut', () => {
    const whole = read([MESSAGE]);
    for (let at = 1; at < MESSAGE.length; at += 1) {
      expect(read([MESSAGE.slice(0, at), MESSAGE.slice(at)])).toEqual(whole);
    }
    expect(read(Array.from(MESSAGE))).toEqual(whole);
  });

  test('of which there are too many end where they do', () => {
    const many = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(2_000)}`;
    const { told, covered } = read([many]);
    expect(told.filter((line) => line.includes('text/plain'))).toHaveLength(499);
    expect(covered).toBeLessThan(many.length / 2);
  });

  test('nest only so deep', () => {
    const nest = (depth: number): string =>
      `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${depth > 90 ? '' : nest(depth + 1)}`;
    expect(Math.max(...read([nest(0)]).heads.map(({ depth }) => depth))).toBe(50);
  });

  test('without an empty line behind the header is a header', () => {
    expect(read(['Content-Type: text/csv\r\n']).told).toEqual(['text/csv', '0']);
    expect(read([]).told).toEqual(['text/plain', '0']);
  });
});

describe('an attachment', () => {
  const text = {
    type: 'text/plain',
    charset: '',
    name: '',
    encoding: '7bit',
    disposition: '',
    contentId: '',
  };
  const head: PartHead = { ...text, depth: 1, within: 'multipart/mixed', holdsParts: false };

  test.each<[string, boolean, Partial<PartHead>]>([
    ['a text', false, {}],
    ['a page', false, { type: 'text/html' }],
    ['a text with a name', true, { name: 'a.txt' }],
    ['a text that says so', true, { disposition: 'attachment' }],
    ['a document', true, { type: 'application/pdf' }],
    ['a document in the text', true, { type: 'application/pdf', disposition: 'inline', name: 'a.pdf' }],
    ['a forwarded message', true, { type: 'message/rfc822' }],
    ['a picture of the page', false, { type: 'image/png', within: 'multipart/related', contentId: '<1>' }],
    [
      'an invitation that is the text, too',
      false,
      { type: 'text/calendar', within: 'multipart/alternative' },
    ],
    ['a signature', false, { type: 'application/pgp-signature', name: 'signature.asc' }],
    ['a structure', false, { type: 'multipart/mixed' }],
  ])('%s: %s', (_, expected, change) => {
    expect(isAttachment({ ...head, ...change })).toBe(expected);
  });
});
