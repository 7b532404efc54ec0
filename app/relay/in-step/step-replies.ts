import { Buffer } from 'node:buffer';
import { cutLines } from '../../capture/cut-lines.ts';
import { changeReply, mayChangeReply } from '../../rules/change-reply.ts';
import type { RuleEnd, RulePlan } from '../../rules/rule-plan.ts';
import type { SessionEvent } from '../../transcript/session-event.ts';
import type { OfferLine } from '../capability-changes.ts';
import { withoutChunks } from './chunk-offer.ts';
import { alignLines, splitLine, type PassingReply } from '../reply-lines.ts';

/** Told where a changed reply would have had the two sides say different things from then on. */
export const OUT_OF_STEP: SessionEvent = {
  event: 'error',
  code: 'out-of-step',
  side: 'spy',
  text: 'The reply went on as the server gave it: with another code, the client would do one thing and the server wait for another. Answer the command instead, before the server hears of it',
};

/** Codes after which both sides do something together, by the verb that was answered (RFC 5321 section 4.1.1.4, RFC 3207, RFC 4954). */
const TOGETHER: Readonly<Record<string, number>> = { DATA: 354, STARTTLS: 220, AUTH: 334 };

/** Whether client and server do the same thing next when the client gets `sent` in place of the code `said`. */
export function staysInStep(verb: string, said: number, sent: number): boolean {
  const together = TOGETHER[verb];
  return together === undefined || (said === together) === (sent === together);
}

/**
 * The lines of a reply as rules want it to go on; null where nothing changes it. `hidesChunks`: see {@link withoutChunks}.
 */
export function changedReply(
  reply: PassingReply,
  { changes }: RulePlan,
  { listsCapabilities, hidesChunks }: { readonly listsCapabilities: boolean; readonly hidesChunks: boolean },
): ChangedReply | null {
  const isRuled = mayChangeReply(changes, { listsCapabilities });
  if (!isRuled && !hidesChunks) return null;
  const texts = textsIn(reply.lines);
  const ruled = isRuled ? changeReply(texts, changes, { listsCapabilities }) : texts;
  const changed = hidesChunks ? withoutChunks(ruled) : ruled;
  if (changed === texts) return null;
  return { lines: alignLines(reply.lines, changed), isByRules: ruled !== texts };
}

/** A reply that goes on as something else. */
export interface ChangedReply {
  readonly lines: readonly OfferLine[];
  /** Rules had a part in it. */
  readonly isByRules: boolean;
}

/** Of what was to be changed and stayed as it was, nothing is told. */
export function withoutChanges(plan: RulePlan): RulePlan {
  if (plan.changes.length === 0) return plan;
  return { ...plan, acts: plan.acts.filter(({ action }) => !plan.changes.includes(action)) };
}

/** A reply of the spy's own. */
export function replyBytes({ code, enhanced, text }: Extract<RuleEnd, { action: 'reply' }>): Buffer {
  const lines = typeof text === 'string' ? [text] : text;
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return Buffer.from(
    lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${status}${line}\r\n`).join(''),
  );
}

/** The texts of lines as they go on, without their endings. */
function textsIn(lines: readonly OfferLine[]): string[] {
  return lines.flatMap(({ sent }) => (sent === null ? [] : [splitLine(sent).text]));
}

/** The texts of lines in one piece, without their endings. */
export function textsOf(lines: Buffer): string[] {
  return lines
    .toString('latin1')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line, at, all) => line !== '' || at < all.length - 1);
}

/** The reply code of lines as they go on; 0 where there is none. */
export function codeOf(lines: readonly OfferLine[]): number {
  return Number((textsIn(lines)[0] ?? '').slice(0, 3)) || 0;
}

/** The first line of a reply as it was said, in words. */
export function firstLine({ said }: PassingReply): string {
  return (cutLines(said)[0] ?? said).toString('latin1').trim();
}
