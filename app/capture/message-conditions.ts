import { MessageTracker } from '../smtp/message.ts';
import type { MessageCondition, Query, SearchedSession } from '../transcript/query.ts';
import { SessionPass } from './session-pass.ts';
import type { SessionSource } from './session-source.ts';

/**
 * Looks in the messages of a session for what a query asks of them, as far as the session has been indexed, and again when it
 * has grown. Only headers are in memory, one at a time.
 */
export class MessageConditions {
  readonly #source: SessionSource;
  readonly #conditions: readonly MessageCondition[];
  readonly #met = new Set<MessageCondition>();
  #pass: SessionPass | null = null;

  constructor(source: SessionSource, conditions: readonly MessageCondition[]) {
    this.#source = source;
    this.#conditions = conditions;
  }

  /** The session as a query is asked about it. */
  get session(): SearchedSession {
    const summary = this.#source.index.summary();
    return this.#conditions.length === 0 ? summary : { ...summary, meets: (one) => this.#met.has(one) };
  }

  /**
   * Looks on. Resolves to whether more is met than before; where it is not `goOn`, it stops early. Rejects as reading a file
   * does.
   */
  async goOn(goOn: () => boolean = () => true): Promise<boolean> {
    const { size } = this.#met;
    const facets = this.#source.index.facets();
    for (const condition of this.#conditions) if (condition.isSurelyIn(facets)) this.#met.add(condition);
    if (this.#unmet().some((condition) => condition.mayBeIn(facets))) await this.#read(goOn);
    return this.#met.size > size;
  }

  #unmet(): readonly MessageCondition[] {
    return this.#conditions.filter((condition) => !this.#met.has(condition));
  }

  async #read(goOn: () => boolean): Promise<void> {
    this.#pass ??= this.#begin();
    for await (const _ of this.#pass.readOn()) {
      if (!goOn() || this.#unmet().length === 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #begin(): SessionPass {
    const messages = new MessageTracker({
      listener: {
        header: (header) => {
          for (const condition of this.#unmet()) if (condition.matches(header)) this.#met.add(condition);
        },
      },
    });
    return new SessionPass(this.#source, {
      line() {
        // What is asked of messages stands in no single line.
      },
      event(_row, _time, { event }) {
        if (event === 'closed') messages.end();
      },
      command: (asked) => messages.command(asked),
      content: (bytes, start, end) => messages.content(bytes, start, end),
      contentEnd: (asked) => messages.contentEnd(asked),
    });
  }
}

/**
 * A session as a query is asked about it, read as far as it is on the disk. For whoever goes through a session once. Rejects as
 * reading a file does.
 */
export async function searchedSession(source: SessionSource, query: Query | null): Promise<SearchedSession> {
  await source.catchUp();
  const conditions = new MessageConditions(source, query?.conditions ?? []);
  await conditions.goOn();
  return conditions.session;
}
