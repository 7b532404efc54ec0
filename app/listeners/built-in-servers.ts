import type { BuiltInSettings, Problem } from '../contract.ts';
import { describeKeepingFailure } from '../problems.ts';
import { startBuiltInServer, type BuiltInServer } from '../upstream/built-in-server.ts';
import { MailFolder } from '../upstream/mail-folder.ts';
import { profileOf } from '../upstream/server-profile.ts';
import { readReplyTableFile } from '../upstream/settings-file.ts';

/**
 * The built-in servers of the listeners: one for each kind that was asked for. They stay until the program ends, for
 * conversations that go on when their listener has been set otherwise; a server that nobody speaks to costs a port.
 */
export class BuiltInServers {
  readonly #onChange: () => void;
  readonly #servers = new Map<string, Promise<BuiltInServer>>();
  readonly #mailboxes: MailFolder[] = [];
  /** Why the last message could not be kept, by folder. */
  readonly #failures = new Map<string, string>();

  /** `onChange`: what cannot be kept has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What is wrong with the folders in which mail is kept, as long as it lasts. */
  get problems(): readonly Problem[] {
    return [...this.#failures].map(([folder, code]) => describeKeepingFailure(folder, code));
  }

  /**
   * The server of this kind, which is started where there is none. Rejects with a {@link BuiltInFileError} or a
   * {@link MailFolderError}, or as listening does.
   */
  async of(settings: BuiltInSettings): Promise<BuiltInServer> {
    const { replyTable, keep } = settings;
    const table = replyTable === null ? null : await readReplyTableFile(replyTable);
    // Where the folder was fine once and is no longer, that has to be said each time.
    if (keep !== null) await MailFolder.open(keep.folder, keep.form);
    const key = JSON.stringify([settings, table]);
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const server = this.#start(settings, profileOf(settings, table));
    this.#servers.set(key, server);
    server.catch(() => this.#servers.delete(key));
    return server;
  }

  /** Closes all of them, see {@link BuiltInServer.close}; what they keep is on the disk then. */
  async close(): Promise<void> {
    // One that could not be started is none.
    await Promise.allSettled([...this.#servers.values()].map(async (starting) => (await starting).close()));
    await Promise.all(this.#mailboxes.map((mailbox) => mailbox.settled()));
  }

  async #start({ keep }: BuiltInSettings, profile: ReturnType<typeof profileOf>): Promise<BuiltInServer> {
    if (keep === null) return startBuiltInServer(profile);
    const mailbox = await MailFolder.open(keep.folder, keep.form, (failure) =>
      this.#noteKept(keep.folder, failure),
    );
    this.#mailboxes.push(mailbox);
    return startBuiltInServer(profile, mailbox);
  }

  #noteKept(folder: string, failure: string | null): void {
    if ((this.#failures.get(folder) ?? null) === failure) return;
    if (failure === null) this.#failures.delete(folder);
    else this.#failures.set(folder, failure);
    this.#onChange();
  }
}
