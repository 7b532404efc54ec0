import type { HeldThing, HoldWait, HoldWish } from '../../app/contract.ts';
import type { Speaker } from '../../app/smtp/words.ts';
import { counted } from './measures.ts';

/** What is held, in a heading: `RCPT, before the server hears of it`. */
export function heldTitle({ what, verb, from }: HeldThing): string {
  switch (what) {
    case 'command':
      return `${verb === '' ? 'A line of the client’s' : verb}, before the server hears of it`;
    case 'reply':
      return `The reply to ${verb === '' ? 'the connection' : verb}, before the client hears of it`;
    case 'line':
      return `A line of the message, before the ${from === 'client' ? 'server' : 'client'} gets it`;
    case 'message':
      return 'The message, before the server gets it';
  }
}

/** What is held, in a word or two: `RCPT`, `the reply to RCPT`, `a message`. */
export function heldName({ what, verb }: HeldThing): string {
  switch (what) {
    case 'command':
      return verb === '' ? 'a line' : verb;
    case 'reply':
      return verb === '' ? 'the greeting' : `the reply to ${verb}`;
    case 'line':
      return 'a line of a message';
    case 'message':
      return 'a message';
  }
}

/** How long a side goes on waiting, or how long it should have given up. `now`: milliseconds since 1970. */
export function timeLeft(
  { since, limitMs }: HoldWait,
  now: number,
): { text: string; tone: 'calm' | 'soon' | 'over' } {
  const left = Math.round((since / 1_000 + limitMs - now) / 1_000);
  if (left < 0) return { text: `${clockText(-left)} over`, tone: 'over' };
  return { text: clockText(left), tone: left <= SOON_SECONDS ? 'soon' : 'calm' };
}

/** Seconds before the end from which on it is worth a word. */
const SOON_SECONDS = 60;

/** Seconds as a clock shows them: `4:52`. */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What a time-out means, in full. */
export function waitTitle(side: Speaker, { limitMs, section }: HoldWait): string {
  const minutes = counted(limitMs / 60_000, 'minute');
  const who = side === 'client' ? 'A client' : 'A server';
  return `${who} should wait ${minutes} at least (RFC 5321 section ${section}); many wait for less`;
}

/** The tone of a wait said aloud, seldom: only when it changes. */
export function waitAloud(side: Speaker, tone: 'calm' | 'soon' | 'over'): string {
  switch (tone) {
    case 'calm':
      return '';
    case 'soon':
      return `The ${side} may give up within a minute.`;
    case 'over':
      return `The ${side} may have given up by now.`;
  }
}

/** What is to be held, on the button that says so. */
export const WISH_WORDS: Readonly<Record<HoldWish, string>> = {
  nothing: 'Hold',
  next: 'Holding the next',
  every: 'Holding each',
};
