import type { RuleAction } from '../../app/rules/action.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import { parseCommand, parsePath } from '../../app/smtp/command.ts';
import type { TranscriptLine } from '../../app/transcript/row.ts';
import { quotedTerm } from './query-term.ts';

/** Characters of a line that a rule made of it looks for: enough to mean that line, and few enough to read. */
const LOOKED_FOR = 60;

type Beginning = Pick<RuleSettings, 'name' | 'when' | 'do'>;

/** A rule to begin with, for whoever points at a line: when such a line is said again, and what people mostly want then. */
export function ruleFromLine(line: TranscriptLine): RuleSettings {
  return { enabled: true, probability: 1, skip: 0, every: 1, per: 'all', ...beginningOf(line) };
}

function beginningOf(line: TranscriptLine): Beginning {
  switch (line.kind) {
    case 'command':
      return ofCommand(line);
    case 'authentication':
      return {
        name: 'Logins',
        when: 'kind:authentication',
        do: [answer(535, '5.7.8', 'The user or the password is wrong')],
      };
    case 'reply':
      return ofReply(line);
    case 'content':
      return ofContent(line);
    case 'opaque':
      return { name: 'Conversations', when: '', do: [alert('A command')] };
  }
}

function ofCommand({ verb = '', text }: TranscriptLine): Beginning {
  const bytes = new TextEncoder().encode(text);
  const path = parsePath(parseCommand(bytes, 0, bytes.length).argument);
  switch (verb) {
    case 'MAIL':
      return {
        name: path === null || path === '' ? 'Mail without a sender' : `Mail from ${path}`,
        when: path === null ? 'cmd:MAIL' : `cmd:MAIL from:${path === '' ? '<>' : quotedTerm(path)}`,
        do: [answer(550, '5.7.1', 'Mail from you is not taken here')],
      };
    case 'RCPT':
      return {
        name: path === null ? 'A recipient' : `Mail to ${path}`,
        when: path === null ? 'cmd:RCPT' : `cmd:RCPT to:${quotedTerm(path)}`,
        do: [answer(550, '5.1.1', 'No such mailbox')],
      };
    case 'AUTH':
      return {
        name: 'Logins',
        when: 'cmd:AUTH',
        do: [answer(535, '5.7.8', 'The user or the password is wrong')],
      };
    case 'STARTTLS':
      return {
        name: 'STARTTLS',
        when: 'cmd:STARTTLS',
        do: [answer(454, '4.7.0', 'TLS is not available just now')],
      };
    case 'DATA':
    case 'BDAT':
      return { name: 'Messages', when: `cmd:${verb}`, do: [answer(451, '4.3.0', 'Please try again later')] };
    case '':
      return { name: 'Commands', when: '', do: [alert('A command')] };
    default:
      return { name: verb, when: `cmd:${verb}`, do: [alert(`The client said ${verb}`)] };
  }
}

function ofReply({ code, enhanced }: TranscriptLine): Beginning {
  if (code === undefined) return { name: 'Replies', when: 'kind:reply', do: [alert('A reply')] };
  const when = enhanced === undefined ? `code:${code}` : `code:${code} enh:${enhanced}`;
  const words = [code, enhanced].filter((part) => part !== undefined).join(' ');
  return { name: `Replies ${words}`, when, do: [alert(`The server answered ${words}`, code)] };
}

/** A header by its name; of another line the words. */
function ofContent({ text }: TranscriptLine): Beginning {
  const header = /^([\x21-\x39\x3b-\x7e]+):/.exec(text)?.[1];
  if (header !== undefined) {
    return {
      name: `Messages with ${header}`,
      when: `kind:content /^${header.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}:/i`,
      do: [alert(`A message with ${header}`)],
    };
  }
  const words = text.trim().slice(0, LOOKED_FOR);
  const when = words === '' ? 'kind:content' : `kind:content "${words.replaceAll(/["\\]/g, '\\$&')}"`;
  return { name: 'Messages with these words', when, do: [alert('A message with words that are looked for')] };
}

function answer(code: number, enhanced: string, text: string): RuleAction {
  return { action: 'reply', code, enhanced, text };
}

/** Of a refusal the alert is as grave. */
function alert(text: string, code = 0): RuleAction {
  const severity = code >= 500 ? 'error' : code >= 400 ? 'warning' : 'note';
  return { action: 'alert', severity, text };
}
