import { Buffer } from 'node:buffer';
import { AuthenticationExchange } from '../smtp/authentication/authentication-exchange.ts';
import { parseCapabilities } from '../smtp/capabilities.ts';
import { HeaderReader } from '../smtp/header-reader.ts';
import type { FoldContent, TranscriptFold, TranscriptLine, TranscriptRow } from '../transcript/row.ts';
import type { Fold } from './fold-index.ts';

/**
 * Rows that are read of a fold for its heading: the subject of a message stands among the first, behind what the servers
 * on its way have added; capabilities and AUTH exchanges have far fewer.
 */
const ROWS_READ = 200;

/** A fold, and whether its rows are shown. */
export interface ShownFold {
  readonly fold: Fold;
  readonly open: boolean;
}

/**
 * What the headings of these folds say, in the order of the folds. `rows`: those of {@link headingRows}, with secrets as
 * they were said; nothing of them goes along. A fold of which nothing was read has no heading.
 */
export function foldHeadings(folds: readonly ShownFold[], rows: readonly TranscriptRow[]): TranscriptFold[] {
  const lines = new Map(rows.flatMap((row) => (row.type === 'line' ? [[row.row, row] as const] : [])));
  return folds.flatMap(({ fold, open }) => {
    const own = headingRows(fold).flatMap((row) => lines.get(row) ?? []);
    return heading(fold, open, own);
  });
}

/** The rows of a fold that its heading is made of: the first, and the last, which says until when it went on. */
export function headingRows({ first, rows }: Fold): number[] {
  const numbers = Array.from({ length: Math.min(rows, ROWS_READ) }, (_, at) => first + at);
  return rows > ROWS_READ ? [...numbers, first + rows - 1] : numbers;
}

function heading(fold: Fold, open: boolean, lines: readonly TranscriptLine[]): TranscriptFold[] {
  const [first] = lines;
  if (first === undefined) return [];
  const { n, at, from, tls } = first;
  const { first: row, rows, bytes: size, findings, gravest } = fold;
  const holds = contentOf(fold, lines);
  const until = lines.at(-1)?.at ?? at;
  return [{ type: 'fold', row, rows, n, at, until, from, tls, open, size, findings, gravest, holds }];
}

/** Of secrets nothing goes along. */
function contentOf(fold: Fold, lines: readonly TranscriptLine[]): FoldContent {
  switch (fold.kind) {
    case 'content':
      return { what: 'content', begins: fold.begins, subject: fold.begins ? subjectOf(lines) : '' };
    case 'capabilities':
      return capabilitiesOf(lines);
    case 'authentication':
      return authenticationOf(lines);
  }
}

function subjectOf(lines: readonly TranscriptLine[]): string {
  const header = new HeaderReader();
  for (const { text } of lines) {
    // RFC 5321 section 4.5.2: of a line that begins with a dot, the first one is not meant.
    const octets = Buffer.from(`${text.startsWith('.') ? text.slice(1) : text}\r\n`);
    header.push(octets, 0, octets.length);
    if (header.isWhole) break;
  }
  return header.fields().subject;
}

function capabilitiesOf(lines: readonly TranscriptLine[]): FoldContent {
  const capabilities = parseCapabilities(lines.map(({ text }) => text.slice(4)));
  const tookMs = lines.at(-1)?.tookMs;
  return {
    what: 'capabilities',
    code: lines[0]?.code ?? 0,
    answers: lines[0]?.answers ?? 0,
    capabilities: capabilities.map(({ keyword, parameters }) => [keyword, ...parameters].join(' ')),
    ...(tookMs === undefined ? {} : { tookMs }),
  };
}

function authenticationOf(lines: readonly TranscriptLine[]): FoldContent {
  const [first, ...others] = lines;
  const exchange = new AuthenticationExchange(first?.text.replace(/^\S+\s*/, '') ?? '');
  let reply: { code: number; text: string; tookMs: number } | undefined;
  for (const { kind, text, code = 0, enhanced = '', tookMs } of others) {
    if (kind === 'authentication') exchange.response(text);
    if (kind !== 'reply') continue;
    const words = text.slice(4 + enhanced.length).trim();
    exchange.reply(code, words);
    if (code !== 334 && tookMs !== undefined) reply = { code, text: text.slice(4), tookMs };
  }
  const { mechanism, user, outcome } = exchange.authentication();
  return { what: 'authentication', mechanism, user, outcome, ...(reply === undefined ? {} : { reply }) };
}
