import type { Report } from './finding.ts';
import type { CommandMeaning, ReplyMeaning } from '../dialogue-listener.ts';

/**
 * Firewalls that inspect SMTP (Cisco's fixup and its kin) overwrite what they do not know: a greeting becomes asterisks
 * (`220 ****2******0`), a capability or a command becomes `XXXX`, at times with its last letter left (`XXXXXXXA`).
 */
const MASKED_GREETING = /^[*\d .-]*\*{4}[*\d .-]*$/;
const MASKED_WORD = /^X{4,}[A-Z]?$/;

/** Looks for a greeting or a capability that was overwritten. */
export function checkMaskedReply({ reply, asked }: ReplyMeaning, report: Report): void {
  if (asked === null) return;
  if (asked.what === 'greeting' && MASKED_GREETING.test(reply.text)) report('masked-greeting');
  const isHello = asked.verb === 'EHLO' || asked.verb === 'LHLO';
  if (isHello && MASKED_WORD.test(reply.text)) report('masked-capability', { word: reply.text });
}

/** Looks for a command that was overwritten. */
export function checkMaskedCommand({ command }: CommandMeaning, report: Report): void {
  if (MASKED_WORD.test(command.verb)) report('masked-command', { word: command.verb });
}
