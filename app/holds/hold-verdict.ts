import { Buffer } from 'node:buffer';
import type { HoldDecision } from '../contract/holds.ts';
import type { Problem } from '../contract/problem.ts';
import type { Inquiry, Verdict } from '../relay/inquiry.ts';
import { staysInStep } from '../relay/in-step/step-replies.ts';
import type { HoldEnd } from '../transcript/session-event.ts';
import { bytesOf, wholeText } from './held-text.ts';

/** What a decision of a person's comes to; or why it cannot be done. */
export type HoldVerdict =
  | { readonly ok: true; readonly verdict: Verdict; readonly how: HoldEnd }
  | { readonly ok: false; readonly problem: Problem };

/** A command of more bytes is none that a server takes. RFC 5321 section 4.5.3.1.4 allows 512, extensions add to that. */
const LONGEST_LINE_BYTES = 16_384;

const BY = 'a person';
const GO_ON: HoldVerdict = { ok: true, verdict: { type: 'go-on' }, how: 'let-go' };

/** Makes a verdict of what a person decided about something that is held. */
export function verdictOf(decision: HoldDecision, inquiry: Inquiry): HoldVerdict {
  switch (decision.do) {
    case 'let-go':
      return GO_ON;
    case 'edit':
      return edited(decision.text, inquiry);
    case 'answer':
      return answered(decision.code, decision.text, inquiry);
    case 'drop':
      return { ok: true, verdict: { type: 'end', end: { action: 'drop' }, by: BY }, how: 'dropped' };
    case 'close': {
      const end = {
        action: 'close',
        how: decision.how,
        text: 'The conversation is closed by a person',
      } as const;
      return { ok: true, verdict: { type: 'end', end, by: BY }, how: 'closed' };
    }
  }
}

function edited(text: string, inquiry: Inquiry): HoldVerdict {
  const { matter, verb } = inquiry;
  if (text.replaceAll('\r\n', '\n').replace(/\n$/, '') === wholeText(matter)) return GO_ON;
  const instead = (bytes: Buffer): HoldVerdict => ({
    ok: true,
    verdict: { type: 'instead', bytes },
    how: 'edited',
  });
  switch (matter.type) {
    case 'connection':
      return GO_ON;
    case 'command':
    case 'content-line': {
      if (/[\r\n\0]/.test(text))
        return wrong('not-one-line', 'This is more than one line.', 'Write one line; its ending is added.');
      const bytes = bytesOf(`${text}\n`, matter);
      return bytes.length > LONGEST_LINE_BYTES ? tooLong() : instead(bytes);
    }
    case 'reply': {
      const reply = replyOf(text);
      if (reply === null) return NO_REPLY;
      return staysInStep(verb, codeIn(matter.said), reply.code)
        ? instead(bytesOf(reply.text, matter))
        : outOfStep(verb);
    }
    case 'message':
      return instead(bytesOf(text, matter));
  }
}

function answered(code: number, text: string, inquiry: Inquiry): HoldVerdict {
  const { matter, verb } = inquiry;
  if (matter.type === 'reply') {
    if (!staysInStep(verb, codeIn(matter.said), code)) return outOfStep(verb);
    const bytes = Buffer.from(`${code} ${text}\r\n`);
    return { ok: true, verdict: { type: 'instead', bytes }, how: 'answered' };
  }
  // 0: the server never says anything to it.
  if (matter.type === 'command' && !staysInStep(verb, 0, code)) return outOfStep(verb);
  return {
    ok: true,
    verdict: { type: 'end', end: { action: 'reply', code, text }, by: BY },
    how: 'answered',
  };
}

/** Lines of a reply, each with the right sign behind its code (RFC 5321 section 4.2.1); null where they are none. */
function replyOf(text: string): { readonly code: number; readonly text: string } | null {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const code = lines[0]?.slice(0, 3) ?? '';
  if (!/^[2-5]\d\d$/.test(code) || text.includes('\0')) return null;
  if (!lines.every((line) => line.startsWith(code) && /^(?:[ -]|$)/.test(line.slice(3)))) return null;
  const signed = lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line.slice(4)}`);
  return { code: Number(code), text: signed.join('\n') };
}

function codeIn(reply: Buffer): number {
  return Number(reply.toString('latin1', 0, 3)) || 0;
}

function wrong(code: string, text: string, remedy: string): HoldVerdict {
  return { ok: false, problem: { code, text, remedy } };
}

const NO_REPLY = wrong(
  'no-reply',
  'This is no reply that a client understands.',
  'Begin each line with the same code of three digits, from 200 to 599: 250 Ok.',
);

function tooLong(): HoldVerdict {
  return wrong(
    'line-too-long',
    `No server takes a line of more than ${LONGEST_LINE_BYTES} bytes.`,
    'Make it shorter.',
  );
}

function outOfStep(verb: string): HoldVerdict {
  return wrong(
    'out-of-step',
    `With that code behind ${verb}, the client would do one thing and the server wait for another.`,
    'Take a code that says no, or hold the command before the server hears of it.',
  );
}
