import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../app/message/parse-message.ts';
import { readPart } from '../../../app/message/part-content.ts';

const ENVELOPE = { mailFrom: 'a@example.com', rcptTo: [{ address: 'b@example.net', code: 250 }] };

function parse(lines: readonly string[], envelope = ENVELOPE) {
  return parseMessage([Buffer.from(lines.join('\r\n'), 'latin1')], envelope);
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==';

const WHOLE = [
  'From: =?utf-8?Q?J=C3=BCrgen?= <a@example.com>',
  'To: b@example.net, Team: c@example.net, d@example.net;',
  'Subject: hello',
  ' folded',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  'preamble',
  '--outer',
  'Content-Type: multipart/related; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>caf=C3=A9 <img src=3D"cid:pic@x"></p>',
  '--inner',
  'Content-Type: image/png; name="p.png"',
  'Content-ID: <pic@x>',
  'Content-Transfer-Encoding: base64',
  '',
  PIXEL,
  '--inner--',
  '--outer',
  'Content-Type: text/csv; name="x.csv"',
  'Content-Disposition: attachment; filename="../x.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  'YSxi',
  '--outer--',
  '',
];

describe('a message', () => {
  test('as its recipient sees it', async () => {
    const { message, contents } = await parse(WHOLE);
    expect(message).toMatchObject({
      from: 'Jürgen <a@example.com>',
      to: 'b@example.net, Team: c@example.net, d@example.net',
      subject: 'hello folded',
      images: [{ contentId: 'pic@x', url: `data:image/png;base64,${PIXEL}` }],
      isTextCut: false,
    });
    expect(message.html).toContain('café');
    expect(message.attachments).toMatchObject([
      { part: 0, name: 'p.png', type: 'image/png', inline: true },
      { part: 1, name: '../x.csv', type: 'text/csv', inline: false, size: 3 },
    ]);
    expect(contents[1]).toEqual({ isAtHand: true, bytes: new Uint8Array(Buffer.from('a,b')) });
  });

  test('its structure, with what was sent for each part', async () => {
    const { message } = await parse(WHOLE);
    const shown = (part: typeof message.tree): string =>
      `${part.type}${part.name === '' ? '' : ` ${part.name}`} ${part.encoding}` +
      (part.parts.length === 0 ? '' : ` (${part.parts.map(shown).join(', ')})`);
    expect(shown(message.tree)).toBe(
      'multipart/mixed 7bit (multipart/related 7bit (text/html quoted-printable, image/png p.png base64), text/csv ../x.csv base64)',
    );
  });

  test('what envelope and header do not agree about', async () => {
    const { message } = await parse(WHOLE, {
      mailFrom: 'bounces@example.org',
      rcptTo: [
        { address: 'B@EXAMPLE.net', code: 250 },
        { address: 'secret@example.org', code: 550 },
      ],
    });
    expect(message.notes).toEqual([
      { note: 'other-sender', address: 'bounces@example.org', header: 'a@example.com' },
      { note: 'bcc', address: 'secret@example.org' },
      { note: 'not-sent-to', address: 'c@example.net' },
      { note: 'not-sent-to', address: 'd@example.net' },
    ]);
  });

  test('the way that it came, with the time of each stop', async () => {
    const { message } = await parse([
      'Received: from mx.example (mx.example [192.0.2.1]) by home.example (Postfix)',
      ' with ESMTPS id 1 for <b@example.net>; Thu, 20 Nov 2025 14:02:13 +0000 (UTC)',
      'Received: from app (localhost (really)) by mx.example with ESMTP; Thu, 20 Nov 2025 15:02:11 +0100',
      'Received: nonsense',
      '',
      '',
    ]);
    expect(message.hops).toMatchObject([
      { from: '', by: '', at: null, tookMs: null, text: 'nonsense' },
      { from: 'app', by: 'mx.example', protocol: 'ESMTP', tookMs: null },
      { from: 'mx.example', by: 'home.example', protocol: 'ESMTPS', tookMs: 2_000 },
    ]);
  });

  test('signatures and what others verified, set out', async () => {
    const { message } = await parse([
      'DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=key1; t=1763647331; x=1763733731;',
      ' h=from:to : subject; bh=abc=; b=de f=',
      'Authentication-Results: mx.example.net 1; spf=pass (a; b) smtp.mailfrom=example.com;',
      ' dkim=fail reason="bad; very" header.d=example.com; none',
      '',
      '',
    ]);
    expect(message.signatures).toEqual([
      {
        domain: 'example.com',
        selector: 'key1',
        algorithm: 'rsa-sha256',
        fields: ['from', 'to', 'subject'],
        at: 1_763_647_331_000,
        expires: 1_763_733_731_000,
        length: null,
      },
    ]);
    expect(message.results).toEqual([
      {
        server: 'mx.example.net',
        results: [
          { method: 'spf', result: 'pass', properties: '(a; b) smtp.mailfrom=example.com' },
          { method: 'dkim', result: 'fail', properties: 'reason="bad; very" header.d=example.com' },
        ],
      },
    ]);
  });

  test.each([
    ['nothing', ''],
    ['no header', '\r\nonly a body'],
    ['bytes of no charset', '\xff\xfe\x00\r\n\r\n\x80'],
    ['parts without an end', 'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n--x\r\nA: b'],
    [
      'boundaries within themselves',
      `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n'.repeat(40)}`,
    ],
  ])('%s is no failure', async (_what, text) => {
    const { message } = await parse([text]);
    expect(message.tree.type).toMatch(/\//);
  });

  test('a structure of thousands of parts is cut', async () => {
    const parts = '--x\r\n\r\n\r\n'.repeat(5_000);
    const { message, parsed } = await parse([`Content-Type: multipart/mixed; boundary=x\r\n\r\n${parts}`]);
    expect(message.tree.parts.length).toBeLessThan(500);
    expect(parsed).toBeLessThan(10_000);
    expect(message.attachments.length).toBeLessThanOrEqual(200);
  });

  test('long texts are cut, and say so', async () => {
    const { message } = await parse(['Subject: x', '', 'long '.repeat(100_000)]);
    expect(message.isTextCut).toBe(true);
    expect(message.text?.length).toBe(256 * 1_024);
  });
});

/** As mail programs write octets into a message. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
}

/** Octets without a pattern, so that a mistake shows. */
function octets(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[at] = state & 0xff;
  }
  return bytes;
}

/** The message in the pieces in which files are read. */
function* inPieces(message: string): Generator<Uint8Array> {
  const bytes = Buffer.from(message, 'latin1');
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

describe('a message with large files', () => {
  const LARGE = octets(9_000_001);
  const MESSAGE = [
    'Subject: large',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Here they are.',
    '--b',
    'Content-Type: application/pdf; name=small.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0=',
    '--b',
    'Content-Type: application/zip; name=large.zip',
    'Content-Transfer-Encoding: base64',
    '',
    base64(LARGE),
    '--b',
    'Content-Type: text/csv; name=large.csv',
    'Content-Disposition: attachment',
    '',
    'a;b\r\n'.repeat(2_000_000),
    '--b',
    'Content-Type: image/png; name=small.png',
    'Content-Transfer-Encoding: base64',
    '',
    PIXEL,
    '--b--',
    '',
  ].join('\r\n');

  test('is read without them, and they come out when they are asked for', async () => {
    const { message, contents, parsed } = await parseMessage(inPieces(MESSAGE), ENVELOPE);
    expect(parsed).toBe(MESSAGE.length);
    expect(message.text?.trim()).toBe('Here they are.');
    expect(message.isTextCut).toBe(false);
    expect(message.attachments.map(({ name, size }) => [name, size])).toEqual([
      ['small.pdf', 5],
      ['large.zip', LARGE.length],
      ['large.csv', 10_000_000],
      ['small.png', 70],
    ]);
    expect(message.tree.parts.map(({ type }) => type)).toEqual([
      'text/plain',
      'application/pdf',
      'application/zip',
      'text/csv',
      'image/png',
    ]);
    expect(contents.map(({ isAtHand }) => isAtHand)).toEqual([true, false, false, true]);
    const [, zip, csv] = contents;
    if (zip?.isAtHand !== false || csv?.isAtHand !== false) throw new Error('They are at hand.');
    expect(LARGE.equals(await gathered(zip))).toBe(true);
    expect((await gathered(csv)).equals(Buffer.from('a;b\r\n'.repeat(2_000_000)))).toBe(true);
  });

  async function gathered(part: { readonly part: number; readonly encoding: string }): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of readPart(inPieces(MESSAGE), part)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  test('may be another message, which then is a file', async () => {
    const inner = `Subject: inner\r\nContent-Type: application/zip\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(
      100_000,
    );
    const outer = [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'See below.',
      '--b',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--b--',
      '',
    ].join('\r\n');
    const { message, contents } = await parseMessage(inPieces(outer), ENVELOPE);
    expect(message.text?.trim()).toBe('See below.');
    expect(message.attachments).toMatchObject([{ type: 'message/rfc822', size: inner.length }]);
    expect(contents).toMatchObject([{ isAtHand: false, part: 2 }]);
  });

  test('that is nothing but one long text is cut, and says so', async () => {
    const { message } = await parseMessage(inPieces(`\r\n${'long text\r\n'.repeat(1_000_000)}`), ENVELOPE);
    expect(message.isTextCut).toBe(true);
    expect(message.text?.startsWith('long text')).toBe(true);
  });
});
