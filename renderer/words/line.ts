import { parsePathArgument } from '../../app/smtp/envelope-path.ts';
import { MASK } from '../../app/transcript/redaction.ts';
import type { TranscriptLine } from '../../app/transcript/row.ts';

/** Characters of a line that its row shows: more than the widest screen holds. */
export const ROW_CHARACTERS = 1_000;

/** Characters of a line that its detail shows: what can be laid out without a pause. */
export const DETAIL_CHARACTERS = 20_000;

/** What a stretch of a line is. `strong`: the verb, the reply code, or a capability's keyword. */
export interface LinePart {
  readonly role: 'strong' | 'enhanced' | 'path' | 'parameter' | 'mask' | 'words';
  readonly text: string;
  /** It is what was looked for. */
  readonly marked?: boolean;
}

/** A line's text in stretches: verb or code first, and the mask where a secret was. `most`: characters to show. */
export function lineParts(line: TranscriptLine, most: number): LinePart[] {
  const shown = line.text.slice(0, most);
  const head = headOf(line, shown);
  const length = head.reduce((sum, part) => sum + part.text.length, 0);
  return [...head, ...masked(line, shown.slice(length))].filter((part) => part.text !== '');
}

/** Characters that are left out when so many are shown. */
export function leftOut(line: TranscriptLine, most: number): number {
  return Math.max(0, line.text.length - most);
}

const HELLOS = new Set(['EHLO', 'LHLO']);
/** A capability (RFC 5321 section 4.1.1.1): the server's name, in the first line, has a dot, or a blank and a greeting. */
const KEYWORD = /^\d{3}[ -]([A-Z0-9][A-Z0-9-]*)(?=[ =]|$)/;

function headOf(line: TranscriptLine, shown: string): LinePart[] {
  if (line.kind === 'command' && line.verb !== undefined && line.verb !== '') {
    const at = shown.toUpperCase().indexOf(line.verb);
    if (at < 0) return [];
    const end = at + line.verb.length;
    const verb: LinePart = { role: 'strong', text: shown.slice(at, end) };
    return [words(shown.slice(0, at)), verb, ...envelopeParts(line.verb, shown.slice(end))];
  }
  if (line.kind === 'reply' && line.code !== undefined) return replyHead(line, shown);
  return [];
}

/** Of MAIL and RCPT: the path, and the keywords of the parameters. Nothing where it has another form. */
function envelopeParts(verb: string, argument: string): LinePart[] {
  if (verb !== 'MAIL' && verb !== 'RCPT') return [];
  const { path, parameters } = parsePathArgument(argument.trimStart());
  const at = argument.indexOf(path);
  if (path === '') return [];
  const parts = [words(argument.slice(0, at)), { role: 'path', text: path } as const];
  let done = at + path.length;
  for (const { keyword } of parameters) {
    const begins = argument.toUpperCase().indexOf(keyword, done);
    if (begins === -1) break;
    const end = begins + keyword.length;
    parts.push(words(argument.slice(done, begins)), {
      role: 'parameter',
      text: argument.slice(begins, end),
    });
    done = end;
  }
  return parts;
}

function replyHead({ enhanced, code, answered }: TranscriptLine, shown: string): LinePart[] {
  const head: LinePart[] = [{ role: 'strong', text: shown.slice(0, 3) }];
  const keyword = code === 250 && HELLOS.has(answered ?? '') ? KEYWORD.exec(shown)?.[1] : undefined;
  if (keyword !== undefined) return [...head, words(shown.slice(3, 4)), { role: 'parameter', text: keyword }];
  if (enhanced === undefined || !shown.slice(4).startsWith(enhanced)) return head;
  return [...head, words(shown.slice(3, 4)), { role: 'enhanced', text: enhanced }];
}

function masked(line: TranscriptLine, text: string): LinePart[] {
  if (!line.masked || !text.endsWith(MASK)) return [words(text)];
  return [words(text.slice(0, -MASK.length)), { role: 'mask', text: MASK }];
}

const words = (text: string): LinePart => ({ role: 'words', text });

/** Whether a reply says no: for now (4xx) or for good (5xx). */
export function refusalTone({ kind, code }: TranscriptLine): 'no' | 'not-now' | null {
  if (kind !== 'reply' || code === undefined || code < 400) return null;
  return code < 500 ? 'not-now' : 'no';
}

/** What a line is in the conversation: `command`, `reply to RCPT`, `message content`. */
export function lineRole({ kind, answered, from, answers }: TranscriptLine): string {
  switch (kind) {
    case 'command':
      return 'command';
    case 'reply': {
      if (answered === undefined) return 'words of the server that nothing asked for';
      if (answered === 'greeting') return 'the server’s greeting';
      const what = answered === 'content' ? 'the message' : answered;
      return answers === undefined ? `reply to ${what}` : `reply to ${what} of line ${answers}`;
    }
    case 'authentication':
      return from === 'client' ? 'the client’s part of logging in' : 'the server’s part of logging in';
    case 'content':
      return 'message content';
    case 'opaque':
      return 'TLS, unread';
  }
}

/** A word about a line that does not end as a line should (RFC 5321 section 2.3.8); null where there is none. */
export function endingMark({ ending, kind }: TranscriptLine): string | null {
  if (kind === 'opaque') return null;
  switch (ending) {
    case 'crlf':
      return null;
    case 'lf':
      return 'bare LF';
    case 'cr':
      return 'bare CR';
    case 'none':
      return 'no line end';
  }
}

/** How a line ended, in full. */
export function endingText({ ending }: TranscriptLine): string {
  switch (ending) {
    case 'crlf':
      return 'ends in CR LF';
    case 'lf':
      return 'ends in a bare LF';
    case 'cr':
      return 'ends in a bare CR';
    case 'none':
      return 'without a line end';
  }
}

/** Bytes of a line without its ending; null where they are masked or were not read. */
export function byteLength({ text, bytes, masked, kind }: TranscriptLine): number | null {
  if (masked || kind === 'opaque') return null;
  if (bytes === undefined) return new TextEncoder().encode(text).length;
  const padding = bytes.endsWith('==') ? 2 : bytes.endsWith('=') ? 1 : 0;
  return (bytes.length / 4) * 3 - padding;
}
