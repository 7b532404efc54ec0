import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import { completeExchange, unansweredExchange, type Exchange } from '../smtp/exchange.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import { MessageTracker, type Message } from '../smtp/message.ts';
import type { TranscriptRow } from '../transcript/row.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import { ContentSha256 } from './content-sha256.ts';
import type { BytesOrigin } from './entry.ts';
import { RowMaker } from './row-reader.ts';
import type { SessionSource } from './session-source.ts';
import { SessionPass } from './session-pass.ts';
import type { WalkLine, WalkListener } from './session-walk.ts';

/** What follows from a session's rows, and is never stored. */
export type SessionFact =
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'finding'; readonly finding: Finding };

/** A row, or what follows from the rows so far: each fact stands behind the row that completed it. */
export type SessionItem = TranscriptRow | SessionFact;

/**
 * Goes through a session once, from its beginning on, as far as it is on the disk and again when it has grown. For
 * whoever wants everything in order; single rows are a shorter read (row-reader.ts).
 */
export class SessionFacts {
  readonly #gatherer: Gatherer;
  readonly #pass: SessionPass;
  #isOver = false;

  /** `reveal`: secrets stand in the rows as they were said. In exchanges they always do. */
  constructor(source: SessionSource, reveal: boolean) {
    this.#gatherer = new Gatherer(source.index.started, reveal);
    this.#pass = new SessionPass(source, this.#gatherer, () => this.#gatherer.flush());
  }

  /** How much of what is on the disk it has gone through, from 0 to 1. */
  get done(): number {
    return this.#pass.done;
  }

  /** What is new since the last time, some at once. Rejects as reading a file does. */
  async *readOn(): AsyncGenerator<readonly SessionItem[], void, undefined> {
    const reading = this.#pass.readOn();
    try {
      while ((await reading.next()).done !== true) yield this.#gatherer.takeItems();
    } finally {
      // Whoever has seen enough leaves in the middle: the file is closed then too.
      await reading.return();
    }
    if (!this.#pass.isFinished || this.#isOver) return;
    this.#isOver = true;
    this.#gatherer.end(this.#pass.walk.unanswered);
    yield this.#gatherer.takeItems();
  }
}

/** Gathers rows and facts in their order. */
class Gatherer implements WalkListener {
  readonly #rows: RowMaker;
  readonly #messages = new MessageTracker({ newDigest: () => new ContentSha256() });
  #items: SessionItem[] = [];

  constructor(started: number, reveal: boolean) {
    this.#rows = new RowMaker(
      { started, reveal },
      () => true,
      (row) => this.#items.push(row),
    );
  }

  takeItems(): readonly SessionItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  flush(): void {
    this.#messages.flush();
  }

  line(line: WalkLine): void {
    this.#rows.line(line);
    this.#find(line.findings);
  }

  event(row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    this.#rows.event(row, time, event, findings);
    this.#find(findings);
  }

  command(asked: Asked): void {
    this.#messages.command(asked);
  }

  content(bytes: Uint8Array, start: number, end: number): void {
    this.#messages.content(bytes, start, end);
  }

  contentEnd(asked: Asked): void {
    this.#messages.contentEnd(asked);
  }

  reply(asked: Asked | null, reply: Reply, _origin: BytesOrigin, time: number, more: boolean): void {
    const exchange = completeExchange(asked, reply, time);
    if (exchange !== null) this.#items.push({ type: 'exchange', exchange });
    const message = this.#messages.reply(asked, reply, more);
    if (message !== null) this.#items.push({ type: 'message', message });
  }

  /** Nothing more will be said: what was not answered never will be. */
  end(unanswered: readonly Asked[]): void {
    for (const asked of unanswered) {
      const exchange = unansweredExchange(asked);
      if (exchange !== null) this.#items.push({ type: 'exchange', exchange });
    }
    for (const message of this.#messages.end()) this.#items.push({ type: 'message', message });
  }

  #find(findings: readonly Finding[]): void {
    for (const finding of findings) this.#items.push({ type: 'finding', finding });
  }
}
