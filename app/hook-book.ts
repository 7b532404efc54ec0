import type { Problem } from './contract.ts';
import { HookAsker } from './hooks/hook-asker.ts';
import type { AskedHook, HookFailure, HookName, HookSaying } from './hooks/hook-messages.ts';
import type { StartHooks } from './hooks/hook-thread.ts';
import { HooksClient } from './hooks/hooks-client.ts';
import { describeHooksTrouble } from './hooks-problems.ts';
import type { AskedConversation, Asker, AskerSource } from './relay/inquiry.ts';

/** What the hooks tell whoever has them. */
export interface HookBookListener {
  /** Which hooks there are, or what is wrong with them, has changed. */
  changed(): void;
  /** A hook has said something, or has failed; null: no hook, but the file itself. For people. */
  said(hook: HookName | null, text: string): void;
}

/** The hooks that conversations are asked with. They come from a file that is loaded again when it changes. */
export class HookBook implements AskerSource {
  readonly #client: HooksClient;
  readonly #listener: HookBookListener;
  readonly #askers = new Map<number, HookAsker>();
  #conversations = 0;

  /** `path`: the file's whole path. */
  constructor(path: string, start: StartHooks, listener: HookBookListener) {
    this.#listener = listener;
    this.#client = new HooksClient(
      { path, start },
      {
        changed: () => listener.changed(),
        said: (asked, saying) => this.#said(asked, saying),
        stray: (asked, failure) => this.#stray(asked, failure),
      },
    );
  }

  /** The file's whole path. */
  get path(): string {
    return this.#client.path;
  }

  /** The hooks that there are now; none where they are switched off. */
  get hooks(): readonly HookName[] {
    return this.#client.hooks;
  }

  /** What is wrong with them; null where nothing is. */
  get problem(): Problem | null {
    const { trouble, path } = this.#client;
    return trouble === null ? null : describeHooksTrouble(path, trouble);
  }

  /** Loads the file. Rejects with a HooksFileError. */
  open(): Promise<void> {
    return this.#client.open();
  }

  /** Lets hooks come to the end of what they have been asked, for a moment; then nobody is asked any more. */
  close(): Promise<void> {
    return this.#client.close();
  }

  /** {@link AskerSource.isActive} */
  get isActive(): boolean {
    return this.#client.hooks.length > 0;
  }

  /** {@link AskerSource.begin} */
  begin(conversation: AskedConversation): Asker {
    const number = (this.#conversations += 1);
    const asker = new HookAsker(this.#client, number, conversation, {
      failed: (hook, text) => this.#listener.said(hook, text),
      ended: () => {
        this.#askers.delete(number);
        this.#client.forget(number);
      },
    });
    this.#askers.set(number, asker);
    return asker;
  }

  #said(asked: AskedHook | null, saying: HookSaying): void {
    this.#listener.said(asked?.hook ?? null, saying.text);
    if (asked !== null) this.#askers.get(asked.session)?.said(asked.hook, saying);
  }

  #stray(asked: AskedHook | null, failure: HookFailure): void {
    const asker = asked === null ? undefined : this.#askers.get(asked.session);
    if (asked === null || asker === undefined) this.#listener.said(asked?.hook ?? null, failure.text);
    else asker.stray(asked.hook, failure);
  }
}
