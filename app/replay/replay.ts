import { ClientConnection, type Obstacle } from '../client/connection.ts';
import type { SessionStep, StepReply } from './session-steps.ts';
import { ANSWERS_FOR_EACH } from '../smtp/reply.ts';
import type { SpokenBytes } from './spoken-bytes.ts';

/** To whom a session is said again, and how. */
export interface ReplayOptions {
  readonly host: string;
  readonly port: number;
  /** AUTH is said again, with the credentials that were recorded. */
  readonly login: boolean;
  /** `auto`: TLS on port 465, and where the client took it up by STARTTLS. `plain`: never, whatever was said within TLS. */
  readonly security: 'auto' | 'plain' | 'tls';
  /** Goes on when the server's certificate does not verify. */
  readonly insecure: boolean;
  /** How long the server may take for each of its replies, in milliseconds. */
  readonly stepLimitMs: number;
}

/** What happens in a replay. */
export type ReplayNews =
  /** Something was said again; `replies` is what the server answers now. */
  | { readonly type: 'step'; readonly step: SessionStep; readonly replies: readonly StepReply[] }
  /** For people: what was left out, and why. */
  | { readonly type: 'left-out'; readonly step: SessionStep; readonly text: string }
  /** For people: what the replay did of its own. */
  | { readonly type: 'note'; readonly text: string }
  /** For people: why it goes no further. */
  | { readonly type: 'stopped'; readonly text: string };

/** Where TLS begins with the first byte (RFC 8314 section 3.3). */
const TLS_PORT = 465;

/**
 * Mechanisms whose answers do not depend on what the server asks, and so can be given again. Those of the others were made
 * for one challenge only.
 */
const REPEATABLE = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL', 'ANONYMOUS'];

/**
 * Says the client's side of a session again: one step, its reply, the next step, whether the steps were pipelined or not.
 * `spoken` is all that the client said. What cannot be said again is told of and left out. Never rejects for what the
 * server does.
 */
export async function* replaySteps(
  steps: readonly SessionStep[],
  spoken: SpokenBytes,
  options: ReplayOptions,
): AsyncGenerator<ReplayNews> {
  const connection = new ClientConnection(options.host, options.port, options.stepLimitMs);
  try {
    const replay = new Replay(connection, spoken, options);
    for (const [at, step] of steps.entries()) {
      const news = await replay.take(step, steps[at + 1] ?? null);
      yield* news;
      if (news.some(({ type }) => type === 'stopped')) return;
    }
  } finally {
    connection.close();
  }
}

/** One replay under way: it knows what the server has made of the last steps. */
class Replay {
  readonly #connection: ClientConnection;
  readonly #spoken: SpokenBytes;
  readonly #options: ReplayOptions;
  #isSecured = false;
  /** The code of the last reply; 0 where the last step was left out. */
  #code = 0;
  /** LMTP: one reply for each recipient that was accepted. */
  #perRecipient = false;
  #recipients = 0;

  constructor(connection: ClientConnection, spoken: SpokenBytes, options: ReplayOptions) {
    this.#connection = connection;
    this.#spoken = spoken;
    this.#options = options;
  }

  async take(step: SessionStep, next: SessionStep | null): Promise<ReplayNews[]> {
    if (step.kind === 'unread') {
      const text =
        'From here on the recorded conversation was TLS that passed unread. It cannot be said again.';
      return [{ type: 'stopped', text }];
    }
    const why = this.#whyNot(step);
    if (why !== null) {
      this.#code = 0;
      return [{ type: 'left-out', step, text: why }];
    }
    const danger = await this.#mayNotBeSaid(step);
    if (danger !== null) return [{ type: 'stopped', text: danger }];
    const said = await this.#say(step);
    const news: ReplayNews[] = [];
    if (said.replies.length > 0 || !step.isAnswered) {
      news.push({ type: 'step', step, replies: said.replies });
    }
    if (said.obstacle !== null) news.push({ type: 'stopped', text: this.#words(said.obstacle, step) });
    else if (step.verb === 'STARTTLS' && this.#code === 220) news.push(...(await this.#secure()));
    else news.push(...(await this.#mend(next)));
    return news;
  }

  /** What the client said within TLS is not said in clear unasked. Null where nothing speaks against it. */
  async #mayNotBeSaid({ kind, tls }: SessionStep): Promise<string | null> {
    const { security, port } = this.#options;
    if (kind === 'greeting') {
      const [failed] =
        security === 'tls' || (security === 'auto' && port === TLS_PORT) ? await this.#secure() : [];
      return failed === undefined ? null : failed.text;
    }
    if (!tls || this.#isSecured || security === 'plain') return null;
    return 'What follows was said within TLS. With --security plain it is said in clear.';
  }

  async #secure(): Promise<(ReplayNews & { type: 'stopped' })[]> {
    const { host, insecure } = this.#options;
    const failure = await this.#connection.secure(host, insecure);
    this.#isSecured = failure === '';
    return this.#isSecured ? [] : [{ type: 'stopped', text: `TLS did not come about: ${failure}.` }];
  }

  /** Why a step is not said again; null where it is. */
  #whyNot(step: SessionStep): string | null {
    switch (step.kind) {
      case 'greeting':
      case 'unread':
        return null;
      case 'content':
        return this.#code === 354 ? null : 'The server does not ask for the message now.';
      case 'response':
        return this.#code === 334 ? null : 'The server does not ask for it now.';
      case 'command':
        if (step.verb === 'STARTTLS') return this.#whyNoTls();
        return step.verb === 'AUTH' ? this.#whyNoLogin(step) : null;
    }
  }

  #whyNoTls(): string | null {
    if (this.#options.security === 'plain') return 'The replay speaks without TLS.';
    return this.#isSecured ? 'The replay speaks TLS already.' : null;
  }

  #whyNoLogin({ words }: SessionStep): string | null {
    if (!this.#options.login) return 'It holds somebody’s credentials. With --login it is said again.';
    const mechanism = words.split(/\s+/)[1]?.toUpperCase() ?? '';
    if (REPEATABLE.includes(mechanism)) return null;
    return `The answers of ${mechanism === '' ? 'this mechanism' : mechanism} are good for one login only.`;
  }

  /** Says a step, and hears as many replies as it has. */
  async #say(step: SessionStep): Promise<{ replies: StepReply[]; obstacle: Obstacle | null }> {
    for (const piece of this.#spoken.read(step.from, step.to)) await this.#connection.send(piece);
    const replies: StepReply[] = [];
    if (!step.isAnswered) return { replies, obstacle: null };
    for (let owed = this.#repliesTo(step); owed > 0; owed -= 1) {
      const outcome = await this.#connection.reply();
      if (!outcome.ok) return { replies, obstacle: outcome.obstacle };
      const { code, enhanced, lines } = outcome.reply;
      replies.push({ code, enhanced, lines });
      this.#code = code;
      if (code === ANSWERS_FOR_EACH && isMessage(step)) owed += this.#recipients + 1;
    }
    this.#note(step);
    return { replies, obstacle: null };
  }

  #repliesTo(step: SessionStep): number {
    return isMessage(step) && this.#perRecipient ? Math.max(1, this.#recipients) : 1;
  }

  #note({ verb }: SessionStep): void {
    if (this.#code < 200 || this.#code > 299) return;
    if (verb === 'EHLO' || verb === 'HELO' || verb === 'LHLO') this.#perRecipient = verb === 'LHLO';
    if (verb === 'MAIL' || verb === 'RSET') this.#recipients = 0;
    if (verb === 'RCPT') this.#recipients += 1;
  }

  /** The server may ask now for what it did not ask for then. */
  async #mend(next: SessionStep | null): Promise<ReplayNews[]> {
    if (this.#code === 354 && next?.kind !== 'content') {
      const text = 'The server asks for the message now, which the recording does not hold.';
      return [{ type: 'stopped', text }];
    }
    if (this.#code !== 334 || next?.kind === 'response') return [];
    // A lone "*" gives up (RFC 4954 section 4).
    const outcome = await this.#connection.exchange('*\r\n');
    this.#code = outcome.ok ? outcome.reply.code : 0;
    const text = 'The server asks for more in AUTH than the recording holds: the replay gives that up.';
    return [{ type: 'note', text }];
  }

  #words(obstacle: Obstacle, { kind, words }: SessionStep): string {
    const { host, port, stepLimitMs } = this.#options;
    const after = kind === 'greeting' ? 'after the connection was made' : `after ${words}`;
    switch (obstacle.code) {
      case 'unreachable':
        return `No connection to ${host}, port ${port}: ${obstacle.detail}.`;
      case 'silent':
        return `The server said nothing for ${inSeconds(stepLimitMs)} ${after}.`;
      case 'closed':
        return `The server closed the connection ${after}.`;
      case 'not-smtp':
        return `What came ${after} is no SMTP reply: ${obstacle.detail}`;
    }
  }
}

function isMessage({ kind, verb, words }: SessionStep): boolean {
  return kind === 'content' || (verb === 'BDAT' && /\sLAST\b/i.test(words));
}

function inSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
