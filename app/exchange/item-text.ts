import type { SessionFact, SessionItem } from '../capture/session-facts.ts';
import { formatExplanation } from '../transcript/explain-line.ts';
import {
  formatJsonEvent,
  formatJsonExchange,
  formatJsonFinding,
  formatJsonLine,
  formatJsonMessage,
} from '../transcript/json-format.ts';
import type { Query, SearchedSession } from '../transcript/query.ts';
import type { TranscriptEvent, TranscriptLine } from '../transcript/row.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import { describeEvent, formatEvent, formatLine } from '../transcript/text-format.ts';
import { visibleText } from '../transcript/visible.ts';

/** The form in which a session's items stand in a text file or on a terminal. */
export interface ItemForm {
  readonly format: 'text' | 'jsonl';
  /** Lines that it does not name are left out, and all that stands between lines or follows from them. */
  readonly filter?: Query | undefined;
  /** Time, TLS mark and phase in front of each line of text, and events between them. */
  readonly marks: boolean;
  /** Each line of text carries its session's number. */
  readonly numbered: boolean;
  /** Secrets stand as they were said. */
  readonly reveal: boolean;
  /** Behind each line of text what it means, and what was found with it. */
  readonly explain?: boolean | undefined;
}

/** An item of a session as text or as a line of JSON; empty where the form leaves it out. */
export function formatItem(item: SessionItem, searched: SearchedSession, form: ItemForm): string {
  if (item.type === 'line') return formatOwnLine(item, searched, form);
  if (form.filter !== undefined) return '';
  return form.format === 'text'
    ? formatText(item, searched.session, form)
    : formatJson(item, searched.session, form.reveal);
}

function formatOwnLine(line: TranscriptLine, searched: SearchedSession, form: ItemForm): string {
  const { filter, format, marks, numbered, explain = false } = form;
  const { session } = searched;
  if (filter !== undefined && !filter.matchesLine(line, searched)) return '';
  if (format === 'jsonl') return formatJsonLine(line, session);
  const text = formatLine(line, { marks, ...(numbered ? { session } : {}) });
  return explain ? text + formatExplanation(line, searched.login) : text;
}

function formatText(
  item: SessionFact | TranscriptEvent,
  session: number,
  { marks, numbered, explain = false }: ItemForm,
): string {
  if (item.type === 'event') {
    if (marks) return formatEvent(item, { marks, ...(numbered ? { session } : {}) });
    return explain && tellsWhy(item.event) ? `# ${visibleText(describeEvent(item))}\n` : '';
  }
  if (item.type !== 'finding' || !explain) return '';
  const { severity, text, reference } = item.finding;
  return `# ${severity}: ${visibleText(text)} (${reference})\n`;
}

/** Without it, nobody would know why the conversation went no further. */
function tellsWhy(event: SessionEvent): boolean {
  switch (event.event) {
    case 'tls-failed':
    case 'error':
    case 'hook-error':
      return true;
    case 'closed':
      return event.how !== 'end';
    default:
      return false;
  }
}

function formatJson(item: SessionFact | TranscriptEvent, session: number, reveal: boolean): string {
  switch (item.type) {
    case 'event':
      return formatJsonEvent(item, session);
    case 'exchange':
      return formatJsonExchange(item.exchange, session, reveal);
    case 'message':
      return formatJsonMessage(item.message, session);
    case 'finding':
      return formatJsonFinding(item.finding, session);
  }
}
