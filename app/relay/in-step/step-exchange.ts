import type { Buffer } from 'node:buffer';
import type { Command } from '../../smtp/command.ts';

/** Whose command a reply of the server's answers: the client's, or one of the spy's own. */
export type Expected = 'client' | 'recipient' | 'reset' | 'data';

/** What the client has said last, and what the server owes for it: both halves of the steps go by this. */
export class StepExchange {
  /** What the server owes, in order; the greeting first. */
  readonly expected: Expected[] = ['client'];
  /** What the client has said last that was no content; null: nothing yet. */
  command: Command | null = null;
  /** The last command as it was said, with its ending: what answers a challenge of AUTH is none. Null before one. */
  commandLine: Buffer | null = null;
  /** Recipients that the server is told of when it has taken the one in hand. */
  recipients: readonly string[] = [];
  /** Recipients that the server has taken of the message in hand. Without any it refuses DATA, as it should. */
  taken = 0;
  /** The client has said nothing that was passed on, and has not been greeted: a load balancer's header may come. */
  mayBeginWithHeader = true;

  /** `isBeginning`: nothing has been said before; else nothing is under way. */
  constructor(isBeginning: boolean) {
    if (isBeginning) return;
    this.expected.pop();
    this.mayBeginWithHeader = false;
    // There may be one, and a server that has taken none says so when it is asked to take the message.
    this.taken = 1;
  }

  /** The verb that was said last, in capitals; empty where there is none. */
  get verb(): string {
    return this.command?.verb ?? '';
  }
}
