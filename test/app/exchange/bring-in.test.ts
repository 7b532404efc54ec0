import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSessions } from '../../../app/capture/session-source.ts';
import { bringIn, kindOfFile, type BroughtIn, type ForeignKind } from '../../../app/exchange/bring-in.ts';
import type { Outcome, SessionSummary } from '../../../app/transcript/session-summary.ts';
import { TranscriptText } from '../../../app/reading/transcript-text.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Brought extends BroughtIn {
  readonly kind: ForeignKind | null;
  /** The transcript of each session, in their order. */
  readonly texts: readonly string[];
  /** What is known of each. */
  readonly summaries: readonly SessionSummary[];
  /** What became of each. */
  readonly outcomes: readonly Outcome[];
}

/** Brings in a file of this content. */
async function brought(content: string | Buffer, name = 'file'): Promise<Brought> {
  const folder = await temporaryFolder();
  const path = join(folder, name);
  await writeFile(path, content);
  const kind = await kindOfFile(path);
  if (kind === null)
    return { kind, files: [], note: '', failure: null, texts: [], summaries: [], outcomes: [] };
  const result = await bringIn(path, kind, { directory: join(folder, 'captures'), name, version: '1' });
  const texts: string[] = [];
  const summaries: SessionSummary[] = [];
  for (const file of result.files) {
    const opened = await openSessions(file);
    if (!opened.ok) throw new Error(opened.problem.text);
    for (const source of opened.sources) {
      let text = '';
      for await (const piece of new TranscriptText(source, null, true).pieces()) text += piece;
      texts.push(text);
      summaries.push(source.index.summary());
    }
  }
  return { ...result, kind, texts, summaries, outcomes: summaries.map(({ outcome }) => outcome) };
}

const CONVERSATION = [
  's< 220 mx.example ready',
  'c> MAIL FROM:<a@b.example>',
  's< 250 Ok',
  'c> RCPT TO:<c@d.example>',
  's< 550 5.7.1 No',
  'c> ',
  'c> QUIT',
  's< 221 Bye',
  '',
].join('\n');

describe('a transcript', () => {
  test('becomes the conversation that it is of, and gives the same text again', async () => {
    const { kind, texts, failure } = await brought(CONVERSATION);
    expect(kind).toBe('transcript');
    expect(failure).toBeNull();
    expect(texts).toEqual([CONVERSATION]);
  });

  test('may have line ends of Windows, remarks, and no end at its last line', async () => {
    const written = `# 14:02:11.123 Connected.\r\n${CONVERSATION.trimEnd().replaceAll('\n', '\r\n')}`;
    expect((await brought(written)).texts).toEqual([CONVERSATION]);
  });

  test('of a conversation within TLS is one again', async () => {
    const secured =
      's< 220 a\nc> EHLO b\ns< 250 a\nc> STARTTLS\ns< 220 go\nc> EHLO b\ns< 250 a\nc> QUIT\ns< 221 Bye\n';
    const { texts, summaries } = await brought(secured);
    expect(texts).toEqual([secured]);
    expect(summaries).toMatchObject([{ tls: 'read', findings: { error: 0 } }]);
  });

  test('of several conversations becomes several', async () => {
    const { texts } = await brought('1 c> EHLO a\n2 c> EHLO b\n1 s< 250 a\n2 s< 250 b\n');
    expect(texts).toEqual(['c> EHLO a\ns< 250 a\n', 'c> EHLO b\ns< 250 b\n']);
  });

  test.each([
    ['c> QUIT\ns< 221 Bye\n', 'completed'],
    ['c> quit \ns< 221-Bye\ns< 221 now\n', 'completed'],
    ['c> QUIT\n', 'failed'],
    ['c> QUIT\ns< 421 Gone\n', 'failed'],
    ['s< 221 Bye\n', 'failed'],
    ['c> QUIT\ns< 221 Bye\nc> NOOP\n', 'failed'],
  ])('that ends with %j is of a conversation that %s', async (ending, outcome) => {
    const talk = `s< 220 a\nc> EHLO b\ns< 250 a\n${ending}`;
    expect((await brought(talk)).outcomes).toEqual([outcome]);
  });

  test('with a line that is none says where, and keeps what stands before', async () => {
    const { texts, failure } = await brought('c> EHLO a\ns< 250 a\nwhat is this?\nc> QUIT\n', 'talk.txt');
    expect(texts).toEqual(['c> EHLO a\ns< 250 a\n']);
    expect(failure).toBe(
      'talk.txt is damaged at byte 19: expected a line that begins with “c> ” or “s< ”. All before it is shown.',
    );
  });

  test('keeps bytes that are no UTF-8', async () => {
    const { files } = await brought(Buffer.from('c> caf\xe9\n', 'latin1'));
    const [file = ''] = files;
    const opened = await openSessions(file);
    if (!opened.ok) throw new Error(opened.problem.text);
    let text = '';
    for await (const piece of new TranscriptText(opened.sources[0] ?? fail(), null, true).pieces())
      text += piece;
    expect(text).toBe('c> café\n');
  });
});

function fail(): never {
  throw new Error('no session');
}

describe('a mail', () => {
  const MAIL =
    'From: Ann <ann@a.example>\nTo: Bob <bob@b.example>,\n carol@c.example\nSubject: Hi\n\n.dot\nbye\n';

  test('becomes a conversation that could have brought it, its content as it is', async () => {
    const { kind, texts, note } = await brought(MAIL, 'hi.eml');
    expect(kind).toBe('mail');
    expect(note).toContain('The envelope is made up from its header');
    const [text = ''] = texts;
    expect(text).toContain('c> MAIL FROM:<ann@a.example>\n');
    expect(text).toContain('c> RCPT TO:<bob@b.example>\n');
    expect(text).toContain('c> RCPT TO:<carol@c.example>\n');
    expect(text).toContain('c> Subject: Hi\nc> \nc> ..dot\nc> bye\nc> .\n');
    expect(text).toMatch(/c> QUIT\ns< 221 2\.0\.0 Bye\n$/);
  });

  test('with CR LF and without an end at its last line is the same', async () => {
    const same = await brought(MAIL.trimEnd().replaceAll('\n', '\r\n'), 'hi.eml');
    expect(same.texts).toEqual((await brought(MAIL, 'hi.eml')).texts);
  });

  test('is not taken for one that a server has accepted', async () => {
    const { files } = await brought(MAIL, 'hi.eml');
    const opened = await openSessions(files[0] ?? '');
    if (!opened.ok) throw new Error(opened.problem.text);
    const [source] = opened.sources;
    await source?.catchUp();
    expect(source?.index.summary()).toMatchObject({ subject: 'Hi', accepted: 0, recipients: 2 });
  });
});

test.each(['', 'just some words\n', '\x00\x01\x02\x03', '{"json": true}\n'])(
  '%j is nothing of the kind',
  async (content) => {
    expect((await brought(content)).kind).toBeNull();
  },
);
