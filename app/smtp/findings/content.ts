import { CR, DOT } from '../bytes.ts';
import { offeredParameters, offers } from '../capabilities.ts';
import { parseChunk } from '../command.ts';
import type { Dialogue } from '../dialogue.ts';
import type { CommandMeaning } from '../dialogue-listener.ts';
import type { Parameter, PathArgument } from '../envelope-path.ts';
import type { LineEnding } from '../words.ts';
import type { Report } from './finding.ts';
import type { LineInHand } from '../line-in-hand.ts';
import { checkEnding, checkOctets, HOLDS_CR, HOLDS_EIGHT_BIT, octetsHold } from './line-shape.ts';

/** Bytes of a line of content with its CRLF (RFC 5321 section 4.5.3.1.6). */
const LONGEST_CONTENT_LINE = 1_000;

/** The CRLF in front of the final dot belongs to the last line, but some programs do not count it. */
const UNCOUNTED = 2;

/** What is remembered of the message that the client is about to say, or says: plain data. */
export interface ContentMemory {
  /** BODY of MAIL, in capitals. */
  body: string;
  /** MAIL said SMTPUTF8. */
  smtpUtf8: boolean;
  /** SIZE of MAIL in bytes; -1 where it said none. */
  declared: number;
  /** Bytes of content so far, dots unstuffed. */
  size: number;
  lines: number;
  /** Bytes beyond ASCII were seen. */
  eightBit: boolean;
  lastEnding: LineEnding;
}

/** Before a message. */
export function noContent(): ContentMemory {
  return {
    body: '',
    smtpUtf8: false,
    declared: -1,
    size: 0,
    lines: 0,
    eightBit: false,
    lastEnding: 'crlf',
  };
}

/** Takes what a command says of the message to come; `path`: of MAIL and RCPT. */
export function noteCommand(
  command: CommandMeaning,
  path: PathArgument | null,
  ending: LineEnding,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): void {
  switch (command.event) {
    case 'MAIL':
      Object.assign(memory, noContent());
      noteParameters(path?.parameters ?? [], memory);
      if (memory.declared > sizeLimit(dialogue)) reportSize(memory.declared, dialogue, report);
      break;
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
    case 'RSET':
      Object.assign(memory, noContent());
      break;
    case 'DATA':
      memory.size = 0;
      memory.lines = 0;
      memory.eightBit = false;
      memory.lastEnding = ending;
      break;
    case 'BDAT':
    case 'BDAT LAST':
    case 'BDAT 0 LAST':
      noteChunk(command, dialogue, memory, report);
      break;
    default:
      break;
  }
}

function noteParameters(parameters: readonly Parameter[], memory: ContentMemory): void {
  for (const { keyword, value } of parameters) {
    if (keyword === 'BODY') memory.body = (value ?? '').toUpperCase();
    if (keyword === 'SMTPUTF8') memory.smtpUtf8 = true;
    if (keyword === 'SIZE' && /^\d{1,15}$/.test(value ?? '')) memory.declared = Number(value);
  }
}

function noteChunk(
  { command }: CommandMeaning,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): void {
  const chunk = parseChunk(command.argument);
  if (chunk === null) return;
  memory.size += chunk.length;
  if (chunk.last) checkSize(dialogue, memory, report);
}

/** Looks at a line of content. */
export function checkContentLine(
  line: LineInHand,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): void {
  const held = octetsHold(line.bytes, line.start, line.end);
  const inChunk = dialogue.stage === 'chunk' || dialogue.stage === 'last-chunk';
  if (inChunk) checkChunkEnding(line, memory, report);
  else checkDataLine(line, held, dialogue, memory, report);
  memory.lastEnding = line.ending;
  if (held !== 0) checkHeld(line, held, dialogue, memory, report);
  const length = line.end - line.start + 2;
  if (length > LONGEST_CONTENT_LINE && memory.body !== 'BINARYMIME') {
    report('content-line-too-long', { length, limit: LONGEST_CONTENT_LINE });
  }
}

/** The border of a chunk may stand anywhere, even between CR and LF. */
function checkChunkEnding(line: LineInHand, memory: ContentMemory, report: Report): void {
  if (line.ending !== 'lf' || memory.body === 'BINARYMIME') return;
  const endsSplitCrlf = line.start === line.end && memory.lastEnding === 'cr';
  if (!endsSplitCrlf) report('bare-lf', { who: line.from });
}

function checkHeld(
  line: LineInHand,
  held: number,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): void {
  if (memory.body === 'BINARYMIME') return;
  checkOctets(line, held, report);
  if ((held & HOLDS_EIGHT_BIT) === 0 || memory.eightBit) return;
  memory.eightBit = true;
  const offered = offers(dialogue.agreement.offer, '8BITMIME');
  if (offered === false) report('eight-bit-not-offered');
  else if (offered === true && memory.body !== '8BITMIME') report('eight-bit-undeclared');
}

function checkDataLine(
  line: LineInHand,
  held: number,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): void {
  if (memory.lines === 0 && dialogue.stage === 'data' && dialogue.hasServerSpoken) {
    report('content-before-go-ahead');
  }
  memory.lines += 1;
  const isDot = line.end > line.start && line.bytes[line.start] === DOT;
  const isEnd = isDot && dialogue.contentLine === 'end';
  const isLoose = (isDot || (held & HOLDS_CR) !== 0) && checkDots(line, isDot, dialogue, memory, report);
  if (line.ending !== 'crlf' && !isLoose) checkEnding(line, report);
  if (isEnd) checkSize(dialogue, memory, report);
  else memory.size += line.end - line.start + 2 - (isDot ? 1 : 0);
}

/** Returns whether the line is one that some servers take for the end, which says more than how it ends. */
function checkDots(
  line: LineInHand,
  isDot: boolean,
  dialogue: Dialogue,
  memory: ContentMemory,
  report: Report,
): boolean {
  const sequence = looseEnd(line, isDot, memory.lastEnding);
  if (sequence !== null) {
    report('loose-end-of-data', { sequence });
    return true;
  }
  const isAlone = line.end - line.start === 1;
  const atLineStart = memory.lastEnding !== 'none' && memory.lastEnding !== 'cr';
  const mayLackDot = isDot && !isAlone && atLineStart && dialogue.contentLine !== 'end';
  if (mayLackDot && line.bytes[line.start + 1] !== DOT) report('dot-not-stuffed');
  return false;
}

/** The sequence, as programmers write it, that some servers take for the end; null where there is none. */
function looseEnd(line: LineInHand, isDot: boolean, lastEnding: LineEnding): string | null {
  const { bytes, start, end, ending } = line;
  if (isDot && end - start === 1) {
    if (ending === 'crlf' && lastEnding === 'crlf') return null;
    return lastEnding === 'none' || lastEnding === 'cr' ? null : `${shown(lastEnding)}.${shown(ending)}`;
  }
  if (isDot && bytes[start + 1] === CR && lastEnding !== 'none') return `${shown(lastEnding)}.\\r`;
  for (let at = bytes.indexOf(CR, start); at !== -1 && at < end; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] !== DOT || at + 1 >= end) continue;
    if (at + 2 === end) return `\\r.${shown(ending)}`;
    if (bytes[at + 2] === CR) return '\\r.\\r';
  }
  return null;
}

function shown(ending: LineEnding): string {
  switch (ending) {
    case 'crlf':
      return '\\r\\n';
    case 'lf':
      return '\\n';
    case 'cr':
      return '\\r';
    case 'none':
      return '';
  }
}

function checkSize(dialogue: Dialogue, memory: ContentMemory, report: Report): void {
  const { size, declared } = memory;
  if (size > sizeLimit(dialogue)) reportSize(size, dialogue, report);
  if (declared > 0 && size > declared + UNCOUNTED) report('size-untrue', { size, declared });
}

function reportSize(size: number, dialogue: Dialogue, report: Report): void {
  report('size-exceeded', { size, limit: sizeLimit(dialogue) });
}

/** The most bytes that the server takes; Infinity where it did not say, or said 0 (RFC 1870 section 4). */
function sizeLimit(dialogue: Dialogue): number {
  const [limit = ''] = offeredParameters(dialogue.agreement.offer, 'SIZE');
  return /^\d{1,15}$/.test(limit) && Number(limit) > 0 ? Number(limit) : Infinity;
}
