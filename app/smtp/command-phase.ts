import type { Phase } from './words.ts';

/** The phase that a command belongs to, said in the given one; most leave the dialogue where it is. */
export function phaseOfCommand(verb: string, phase: Phase): Phase {
  switch (verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return 'hello';
    case 'AUTH':
      return 'authentication';
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      return 'envelope';
    case 'BDAT':
      return 'content';
    case 'RSET':
      return phase === 'envelope' || phase === 'content' ? 'ready' : phase;
    case 'QUIT':
      return 'closing';
    default:
      return phase;
  }
}
