import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ContentSha256 } from '../capture/content-sha256.ts';
import { FILE_MODE } from '../capture/folder.ts';
import { RowMaker } from '../capture/row-reader.ts';
import { SessionPass } from '../capture/session-pass.ts';
import type { SessionSource } from '../capture/session-source.ts';
import type { WalkLine, WalkListener } from '../capture/session-walk.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import { MessageTracker, type ContentDigest } from '../smtp/message.ts';
import type { Query, SearchedSession } from '../transcript/query.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';

/** What came of a session's messages. */
export interface WrittenMessages {
  /** The files' paths, in the order of the messages. */
  readonly files: readonly string[];
  /** Messages that the server never answered: they may not be whole, and are left out. */
  readonly unanswered: number;
}

/**
 * Writes each message of a session that the server has answered into a file of its own: its octets as the client meant them,
 * dots unstuffed. With a query, those of which a line matches: of the envelope, the content or the reply; what it asks of
 * headers, it asks of the message's own. Rejects as reading and writing files does; half a message is never left.
 */
export async function writeMessageFiles(
  source: SessionSource,
  folder: string,
  query: Query | null,
): Promise<WrittenMessages> {
  await source.catchUp();
  const writer = new MessageFileWriter(source.index.summary(), folder, query);
  try {
    const reading = new SessionPass(source, writer, () => writer.flush()).readOn();
    while ((await reading.next()).done !== true);
    return { files: writer.files, unanswered: writer.unfinished };
  } finally {
    writer.close();
  }
}

/** Has the contents written while the session is gone through, and names each file when its message is answered. */
class MessageFileWriter implements WalkListener {
  readonly files: string[] = [];
  readonly #summary: SessionSummary;
  readonly #folder: string;
  readonly #query: Query | null;
  readonly #rows: RowMaker;
  readonly #contents = new Set<ContentFile>();
  readonly #messages = new MessageTracker({
    newDigest: () => this.#beginContent(),
    listener: { header: (header) => (this.#header = header) },
  });
  /** Of the message in hand, as soon as it has come. */
  #header: HeaderReader | null = null;
  #finished: ContentFile | null = null;
  #matches: boolean;

  constructor(summary: SessionSummary, folder: string, query: Query | null) {
    this.#summary = summary;
    this.#folder = folder;
    this.#query = query;
    this.#matches = query === null;
    const session: SearchedSession = {
      ...summary,
      meets: (condition) => this.#header !== null && condition.matches(this.#header),
    };
    this.#rows = new RowMaker(
      { started: summary.started, reveal: true },
      () => !this.#matches,
      (row) => {
        if (row.type === 'line' && query?.matchesLine(row, session) === true) this.#matches = true;
      },
    );
  }

  /** Contents that were begun, and not answered. */
  get unfinished(): number {
    return this.#contents.size;
  }

  line(line: WalkLine): void {
    this.#rows.line(line);
  }

  event(): void {
    // What happens between the lines belongs to no message.
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

  reply(asked: Asked | null, reply: Reply, _origin: unknown, _time: number, more: boolean): void {
    const message = this.#messages.reply(asked, reply, more);
    if (message === null) return;
    this.#header = null;
    const content = this.#finished;
    this.#finished = null;
    if (content !== null) this.#settle(content, message.n);
    this.#matches = this.#query === null;
  }

  flush(): void {
    this.#messages.flush();
  }

  close(): void {
    for (const content of this.#contents) content.discard();
  }

  #beginContent(): ContentFile {
    const content = new ContentFile(this.#folder, () => (this.#finished = content));
    this.#contents.add(content);
    return content;
  }

  #settle(content: ContentFile, number: number): void {
    this.#contents.delete(content);
    if (!this.#matches) return content.discard();
    const path = freePath(this.#folder, `session-${this.#summary.session}-message-${number}`);
    content.keep(path);
    this.files.push(path);
  }
}

/** Sessions of the same number come from different folders: nothing that is there is overwritten. */
function freePath(folder: string, name: string): string {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}.eml`);
    if (!existsSync(path)) return path;
  }
}

/** A message's content on its way to the disk, under a name of its own until it is whole. */
class ContentFile implements ContentDigest {
  readonly #path: string;
  readonly #onDigest: () => void;
  readonly #sha256 = new ContentSha256((octets) => this.#write(octets));
  #file: number;

  constructor(folder: string, onDigest: () => void) {
    this.#path = join(folder, `.${randomUUID()}.part`);
    this.#onDigest = onDigest;
    this.#file = openSync(this.#path, 'wx', FILE_MODE);
  }

  /** {@link ContentDigest} */
  update(bytes: Uint8Array, start: number, end: number): void {
    this.#sha256.update(bytes, start, end);
  }

  /** {@link ContentDigest} */
  flush(): void {
    this.#sha256.flush();
  }

  /** {@link ContentDigest} */
  digest(): string {
    this.#onDigest();
    return this.#sha256.digest();
  }

  /** It is whole, and gets its name. */
  keep(path: string): void {
    this.#close();
    renameSync(this.#path, path);
  }

  /** Nobody wants it. */
  discard(): void {
    this.#close();
    rmSync(this.#path, { force: true });
  }

  #write(octets: Uint8Array): void {
    for (let done = 0; done < octets.length;) done += writeSync(this.#file, octets, done);
  }

  #close(): void {
    if (this.#file !== -1) closeSync(this.#file);
    this.#file = -1;
  }
}
