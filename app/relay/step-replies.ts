import { Buffer } from 'node:buffer';
import { changeReply } from '../rules/change-reply.ts';
import type { RuleEnd, RulePlan } from '../rules/rule-plan.ts';
import type { SessionEvent } from '../transcript/row.ts';
import type { OfferLine } from './capability-changes.ts';
import { withoutChunks } from './chunk-offer.ts';
import { alignLines, splitLine } from './reply-lines.ts';

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

/** A reply as it goes on to the client. */
export interface ChangedReply {
  readonly lines: readonly OfferLine[];
  /** Rules had a part in it. */
  readonly isByRules: boolean;
}

/** Changes a reply as rules want it; the same lines where nothing is changed. `hidesChunks`: see {@link withoutChunks}. */
export function changedReply(
  lines: readonly OfferLine[],
  { changes }: RulePlan,
  { listsCapabilities, hidesChunks }: { readonly listsCapabilities: boolean; readonly hidesChunks: boolean },
): ChangedReply {
  const texts = textsIn(lines);
  const ruled = changeReply(texts, changes, { listsCapabilities });
  const changed = hidesChunks ? withoutChunks(ruled) : ruled;
  return { lines: changed === texts ? lines : alignLines(lines, changed), isByRules: ruled !== texts };
}

/** Of what was to be changed and stayed as it was, nothing is told. */
export function withoutChanges(plan: RulePlan): RulePlan {
  const changes = new Set<string>(plan.changes.map(({ action }) => action));
  return { ...plan, events: plan.events.filter(({ action }) => !changes.has(action)) };
}

/** A reply of the spy's own. */
export function replyBytes({ code, enhanced, text }: Extract<RuleEnd, { action: 'reply' }>): Buffer {
  const lines = typeof text === 'string' ? [text] : text;
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return Buffer.from(
    lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${status}${line}\r\n`).join(''),
  );
}

/** The bytes of lines as they were said. */
export function saidIn(lines: readonly OfferLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ said }) => (said === null ? [] : [said])));
}

/** The bytes of lines as they go on. */
export function sentIn(lines: readonly OfferLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ sent }) => (sent === null ? [] : [sent])));
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
export function firstLine(lines: readonly OfferLine[]): string {
  return lines[0]?.said?.toString('latin1').trim() ?? '';
}
