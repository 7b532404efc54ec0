import { offers } from '../capabilities.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Parameter, PathArgument } from '../envelope-path.ts';
import { isSoundParameter, parameterForm } from '../parameter-forms.ts';
import type { ContentMemory } from './content.ts';
import type { Report } from './finding.ts';
import type { CommandMeaning } from '../dialogue-listener.ts';
import { HOLDS_EIGHT_BIT } from './line-shape.ts';

/** Extensions by the commands that they bring. */
const EXTENSION_OF: ReadonlyMap<string, string> = new Map([
  ['STARTTLS', 'STARTTLS'],
  ['AUTH', 'AUTH'],
  ['BDAT', 'CHUNKING'],
  ['BURL', 'BURL'],
  ['ETRN', 'ETRN'],
  ['ATRN', 'ATRN'],
  ['XCLIENT', 'XCLIENT'],
  ['XFORWARD', 'XFORWARD'],
]);

/** Looks at how a command is written, and whether the server offered what it takes. */
export function checkCommandForm(
  { command, stage }: CommandMeaning,
  path: PathArgument | null,
  held: number,
  dialogue: Dialogue,
  content: ContentMemory,
  report: Report,
): void {
  const { verb } = command;
  // Before an answered EHLO nobody knows what the server offers: that it was not awaited is a finding of its own.
  const isKnown = stage !== 'hello' && stage !== 'greeting';
  const extension = EXTENSION_OF.get(verb);
  if (isKnown && extension !== undefined && offers(dialogue.agreement.offer, extension) === false) {
    report('command-not-offered', { verb, extension });
  }
  if (path === null || (verb !== 'MAIL' && verb !== 'RCPT')) return;
  checkPath(verb, path, report);
  for (const parameter of path.parameters) checkParameter(verb, parameter, isKnown ? dialogue : null, report);
  if ((held & HOLDS_EIGHT_BIT) !== 0) checkNonAscii(dialogue, content, report);
}

function checkPath(verb: string, { form, path }: PathArgument, report: Report): void {
  switch (form) {
    case 'sound':
      if (verb === 'RCPT' && path === '<>') report('malformed-path', { verb, why: 'is empty' });
      break;
    case 'blank':
      report('blank-before-path', { verb });
      break;
    case 'no colon':
      report('malformed-path', { verb, why: `lacks its ${verb === 'MAIL' ? 'FROM:' : 'TO:'}` });
      break;
    case 'no brackets':
      report('malformed-path', { verb, why: 'lacks its angle brackets' });
      break;
    case 'unclosed':
      report('malformed-path', { verb, why: 'lacks its closing bracket' });
      break;
    case 'no domain':
      report('malformed-path', { verb, why: 'has no domain behind an @' });
      break;
  }
}

function checkParameter(
  verb: 'MAIL' | 'RCPT',
  parameter: Parameter,
  dialogue: Dialogue | null,
  report: Report,
): void {
  const form = parameterForm(parameter.keyword);
  if (!isSoundParameter(verb, parameter)) {
    report('malformed-parameter', {
      parameter: parameter.keyword,
      expected: form?.expected ?? 'KEYWORD=value',
    });
    return;
  }
  if (dialogue === null || form === null) return;
  const { offer } = dialogue.agreement;
  const extensions = neededExtensions(parameter, form.extensions);
  if (offer === null || extensions.some((extension) => offers(offer, extension) === true)) return;
  report('parameter-not-offered', { parameter: parameter.keyword, extension: extensions.join(' or ') });
}

/** BODY=BINARYMIME needs more than BODY=8BITMIME (RFC 3030 section 3). */
function neededExtensions({ keyword, value }: Parameter, extensions: readonly string[]): readonly string[] {
  return keyword === 'BODY' && value?.toUpperCase() === 'BINARYMIME' ? ['BINARYMIME'] : extensions;
}

function checkNonAscii(dialogue: Dialogue, content: ContentMemory, report: Report): void {
  const offered = offers(dialogue.agreement.offer, 'SMTPUTF8');
  if (offered === false) report('non-ascii-address', { why: 'the server did not offer SMTPUTF8' });
  else if (!content.smtpUtf8) report('non-ascii-address', { why: 'MAIL did not say SMTPUTF8' });
}
