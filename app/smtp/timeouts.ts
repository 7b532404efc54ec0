/** How long each side of a conversation waits for the other, as RFC 5321 section 4.5.3.2 asks of it. */

/** A time-out, in milliseconds, and the section that it is from. */
export interface Timeout {
  readonly ms: number;
  readonly section: string;
}

const MINUTE = 60_000;

/** For the next command of a client. */
export const SERVER_TIMEOUT: Timeout = { ms: 5 * MINUTE, section: '4.5.3.2.7' };

/** For the reply to the dot that ends a message. */
export const MESSAGE_TIMEOUT: Timeout = { ms: 10 * MINUTE, section: '4.5.3.2.6' };

/** For the next block of a message to be taken. */
export const BLOCK_TIMEOUT: Timeout = { ms: 3 * MINUTE, section: '4.5.3.2.5' };

const COMMANDS: Readonly<Record<string, Timeout>> = {
  '': { ms: 5 * MINUTE, section: '4.5.3.2.1' },
  RCPT: { ms: 5 * MINUTE, section: '4.5.3.2.3' },
  DATA: { ms: 2 * MINUTE, section: '4.5.3.2.4' },
};

/** Of commands that are not named there, clients make what they make of MAIL. */
const ANY_COMMAND: Timeout = { ms: 5 * MINUTE, section: '4.5.3.2.2' };

/** For the reply to a command, whose verb is given in capitals; empty: for the greeting. */
export function commandTimeout(verb: string): Timeout {
  return COMMANDS[verb] ?? ANY_COMMAND;
}
