import { randomUUID } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { ClientConnection, type Obstacle, type ReplyOutcome } from './connection.ts';
import { composeTestMessage, contentForTheWire } from './message-text.ts';
import type { Reply } from './reply-reader.ts';

/** How long a step may take by default: longer than the spy waits for a server, so that its own words are heard. */
const STEP_LIMIT_MS = 60_000;

/** How long the reply to QUIT is waited for: by then the outcome is known, and somebody is waiting to see it. */
const QUIT_LIMIT_MS = 2_000;

/** Where the test message goes, and who it is from. */
export interface TestMessageOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on, without a look at the certificate: for a server of the program's own. */
  readonly isTls?: boolean;
  /** LMTP instead of SMTP (RFC 2033): LHLO, and a reply for the one recipient. */
  readonly isLmtp?: boolean;
  /** The sender's address: ASCII. */
  readonly from: string;
  /** The recipient's address: ASCII. */
  readonly to: string;
  /** The name in EHLO. By default this end's address in brackets, as RFC 5321 section 4.1.4 has it. */
  readonly helloName?: string;
  /** How long the server may take for each of its replies, in milliseconds: 60,000 by default. */
  readonly stepLimitMs?: number;
}

/** What the server is being asked. */
export type TestMessageStep = 'connect' | 'EHLO' | 'HELO' | 'LHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'content';

/**
 * What became of the test message. `clientPort` is this end's port: the conversation can be found by it.
 *
 * The codes: `wrong-address` and nothing was sent; `unreachable`, there is no connection to be had; `silent`, a reply
 * did not come in time; `closed`, the connection ended before a reply; `not-smtp`, what came is no reply; `refused`,
 * the server said no.
 */
export type TestMessageResult =
  | { readonly ok: true; readonly reply: string; readonly clientPort: number | null }
  | {
      readonly ok: false;
      readonly code: 'wrong-address' | 'refused' | Obstacle['code'];
      /** One sentence for people, the server's own words included. */
      readonly text: string;
      readonly step: TestMessageStep;
      readonly clientPort: number | null;
    };

type Failure = Omit<Extract<TestMessageResult, { ok: false }>, 'ok' | 'clientPort'>;
type StepResult =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly failure: Failure };

/** Sends one small message, as any mail program would, and never rejects. */
export async function sendTestMessage(options: TestMessageOptions): Promise<TestMessageResult> {
  const { host, port, from, to, stepLimitMs = STEP_LIMIT_MS, isTls = false } = options;
  const wrong = [from, to].find((address) => !isPlainAddress(address));
  if (wrong !== undefined) {
    const text = `"${wrong}" is no address that a test message can have.`;
    return { ok: false, code: 'wrong-address', text, step: 'connect', clientPort: null };
  }
  const connection = new ClientConnection(host, port, stepLimitMs);
  try {
    const failure = isTls ? await connection.secure(host, true) : '';
    if (failure === '') return await converse(connection, options);
    const text = `No TLS connection to ${host}, port ${port}: ${failure}.`;
    return { ok: false, code: 'unreachable', text, step: 'connect', clientPort: null };
  } finally {
    connection.close();
  }
}

async function converse(
  connection: ClientConnection,
  options: TestMessageOptions,
): Promise<TestMessageResult> {
  const greeting = judge('connect', await connection.reply(), options);
  const clientPort = connection.local?.port ?? null;
  const result = greeting.ok ? await deliver(connection, options) : greeting;
  // What the server has said of the message stands, whatever it makes of QUIT. Past a failure that is no reply there
  // is nobody left to say it to.
  if (result.ok || result.failure.code === 'refused') await connection.exchange('QUIT\r\n', QUIT_LIMIT_MS);
  return result.ok
    ? { ok: true, reply: result.reply.text, clientPort }
    : { ok: false, ...result.failure, clientPort };
}

/** From EHLO to the reply to the content; stops at the first failure. */
async function deliver(connection: ClientConnection, options: TestMessageOptions): Promise<StepResult> {
  const { from, to } = options;
  const content = composeTestMessage({ ...options, date: new Date(), id: randomUUID() });
  const steps: readonly (readonly [TestMessageStep, string])[] = [
    ['MAIL', `MAIL FROM:<${from}>\r\n`],
    ['RCPT', `RCPT TO:<${to}>\r\n`],
    ['DATA', 'DATA\r\n'],
    ['content', contentForTheWire(content)],
  ];
  let result = await sayHello(connection, options);
  for (const [step, words] of steps) {
    if (!result.ok) break;
    result = judge(step, await connection.exchange(words), options);
  }
  return result;
}

/** EHLO, and HELO for a server that does not know it (RFC 5321 section 3.2); LHLO where LMTP is spoken. */
async function sayHello(connection: ClientConnection, options: TestMessageOptions): Promise<StepResult> {
  const name = options.helloName ?? addressLiteral(connection.local?.address ?? '127.0.0.1');
  if (options.isLmtp === true) return judge('LHLO', await connection.exchange(`LHLO ${name}\r\n`), options);
  const ehlo = await connection.exchange(`EHLO ${name}\r\n`);
  if (!ehlo.ok || ehlo.reply.code < 500) return judge('EHLO', ehlo, options);
  return judge('HELO', await connection.exchange(`HELO ${name}\r\n`), options);
}

/** Whether the server said yes: 2xx, and to DATA 354. */
function judge(step: TestMessageStep, outcome: ReplyOutcome, options: TestMessageOptions): StepResult {
  if (!outcome.ok) {
    const { obstacle } = outcome;
    return { ok: false, failure: { code: obstacle.code, text: inWords(obstacle, step, options), step } };
  }
  const yes = step === 'DATA' ? 3 : 2;
  if (Math.floor(outcome.reply.code / 100) === yes) return outcome;
  const text = `The server refused ${STEP_WORDS[step].asked}: ${outcome.reply.text}`;
  return { ok: false, failure: { code: 'refused', text, step } };
}

/** What the server was asked to take, and what was said last. */
const STEP_WORDS: Readonly<Record<TestMessageStep, { readonly asked: string; readonly after: string }>> = {
  connect: { asked: 'the connection', after: 'after the connection was made' },
  EHLO: { asked: 'EHLO', after: 'after EHLO' },
  HELO: { asked: 'HELO', after: 'after HELO' },
  LHLO: { asked: 'LHLO', after: 'after LHLO' },
  MAIL: { asked: 'the sender', after: 'after MAIL' },
  RCPT: { asked: 'the recipient', after: 'after RCPT' },
  DATA: { asked: 'DATA', after: 'after DATA' },
  content: { asked: 'the message', after: 'after the end of the message' },
};

function inWords(obstacle: Obstacle, step: TestMessageStep, options: TestMessageOptions): string {
  const { host, port, stepLimitMs = STEP_LIMIT_MS } = options;
  const { after } = STEP_WORDS[step];
  if (obstacle.code === 'unreachable') return `No connection to ${host}, port ${port}: ${obstacle.detail}.`;
  if (obstacle.code === 'not-smtp') return `What came ${after} is no SMTP reply: ${obstacle.detail}`;
  return obstacle.code === 'silent'
    ? `The server said nothing for ${stepLimitMs / 1_000} seconds ${after}.`
    : `The server closed the connection ${after}.`;
}

/** Addresses are written into commands and headers as they are: nothing in them may end either. */
function isPlainAddress(address: string): boolean {
  return /^[!-;=?-~]+@[!-;=?-~]+$/.test(address);
}

/** RFC 5321 section 4.1.3. */
function addressLiteral(address: string): string {
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}
