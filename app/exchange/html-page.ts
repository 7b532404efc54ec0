import { createHash } from 'node:crypto';
import type { SessionItem } from '../capture/session-facts.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import type { LineEnding } from '../smtp/words.ts';
import { displayText } from '../transcript/display.ts';
import type { TranscriptEvent, TranscriptLine } from '../transcript/row.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { describeEvent, endpointName, serverName, TAGS } from '../transcript/text-format.ts';
import { isoTime } from '../transcript/time.ts';
import { visibleParts } from '../transcript/visible.ts';
import { PAGE_STYLE } from './html-style.ts';

/**
 * Conversations as one page to be sent to somebody or kept: no script, nothing that is fetched, and a policy that lets no
 * browser run or fetch anything. Whatever came over the wire is text, and what would be hidden in it can be seen.
 */

/** What the page begins with. */
export function htmlStart(title: string): string {
  const style = `sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${style}'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${shown(title)}</h1>
`;
}

/** What it ends with. */
export function htmlEnd(): string {
  return '</main>\n</body>\n</html>\n';
}

/** What stands above a conversation: who spoke to whom, and what became of it. */
export function htmlSessionStart(summary: SessionSummary): string {
  const { session, client, server, started, outcome, reason, mailFrom, rcptTo, recipients } = summary;
  const more = recipients > rcptTo.length ? `, and ${recipients - rcptTo.length} more` : '';
  const facts: readonly (readonly [string, string])[] = [
    ['Client', endpointName(client)],
    ['Server', serverName(server)],
    ['Began', `${isoTime(started).slice(0, 19).replace('T', ' ')} UTC`],
    ['Ended', reason === '' ? outcome : reason],
    ...(mailFrom === null ? [] : [['From', `<${mailFrom}>`] as const]),
    ...(rcptTo.length === 0 ? [] : [['To', rcptTo.map((path) => `<${path}>`).join(', ') + more] as const]),
  ];
  const list = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`);
  return `<section aria-label="Conversation ${session}">
<h2>Conversation ${session}</h2>
<dl>${list.join('')}</dl>
<ol>
`;
}

/** What stands below a conversation. */
export function htmlSessionEnd(): string {
  return '</ol>\n</section>\n';
}

/** A row, or a finding; empty for what else follows from the rows. `started`: as in the session's summary. */
export function htmlItem(item: SessionItem, started: number): string {
  switch (item.type) {
    case 'line':
      return htmlLine(item, started);
    case 'event':
      return htmlEvent(item, started);
    case 'finding':
      return htmlFinding(item.finding);
    case 'exchange':
    case 'message':
      return '';
  }
}

const ENDING_MARKS: Readonly<Record<LineEnding, string>> = {
  crlf: '',
  lf: 'LF only',
  cr: 'CR only',
  none: 'no line ending',
};

function htmlLine(line: TranscriptLine, started: number): string {
  const tls = line.tls ? '<i class="mark">TLS</i>' : '';
  const spy = line.injected ? '<i class="mark">SMTP Spy’s own words</i>' : '';
  const mark = line.kind === 'opaque' ? '' : ENDING_MARKS[line.ending];
  const ending = mark === '' ? '' : `<i class="mark">${mark}</i>`;
  const tag = shown(TAGS[line.from]);
  const words = `<b>${tag}</b> <code>${shown(displayText(line))}</code>`;
  return `<li class="${line.from} ${line.kind}">${clock(line.at - started)}${words}${tls}${spy}${ending}</li>\n`;
}

function htmlEvent(event: TranscriptEvent, started: number): string {
  return `<li class="event">${clock(event.at - started)}<p>${shown(describeEvent(event))}</p></li>\n`;
}

function htmlFinding({ severity, text, reference }: Finding): string {
  return `<li class="finding ${severity}"><p><strong>${severity}</strong> ${shown(text)} <cite>${shown(reference)}</cite></p></li>\n`;
}

/** Seconds since the conversation began. */
function clock(microseconds: number): string {
  return `<time>${(microseconds / 1_000_000).toFixed(3)}</time>`;
}

/** Any text as HTML shows it, with what would not be seen in it made visible. */
function shown(text: string): string {
  const parts = visibleParts(text).map((part) =>
    part.kind === 'plain'
      ? escaped(part.text)
      : `<span class="hidden" title="${escaped(part.name)}">${escaped(part.text)}</span>`,
  );
  return parts.join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
