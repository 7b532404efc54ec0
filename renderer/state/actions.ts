import type { FileRequestName, Problem, RequestPayload, SaveResult, Transport } from '../../app/contract.ts';
import type { Notices } from './notices.ts';
import type { Selection } from './selection.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';
import type { ViewTarget } from './transcript-view.ts';

/** What is under way, so that nobody asks for it twice. */
export interface Busy {
  readonly sending: boolean;
  readonly saving: boolean;
}

/** What can be asked for as a file, besides the conversation itself. */
export type SavedName = FileRequestName | 'authority.save';

/** What a person asks for and is told the outcome of. */
export interface Actions {
  readonly busy: Store<Busy>;
  sendTestMessage(): Promise<void>;
  /** Saves what the target shows as text. */
  save(target: ViewTarget): Promise<void>;
  /** Saves another file that the application makes. */
  saveFile<Name extends SavedName>(name: Name, payload: RequestPayload<Name>): Promise<void>;
}

/** What the actions need. */
export interface ActionsWorld {
  readonly transport: Transport;
  readonly notices: Notices;
  readonly selection: Selection;
  /** Has the browser fetch a file from the server of this page. */
  readonly download: (url: string) => void;
}

/** Puts the actions together. */
export function createActions({ transport, notices, selection, download }: ActionsWorld): Actions {
  const busy = createStore<Busy>({ sending: false, saving: false });

  const tellSaved = (saved: SaveResult) => {
    switch (saved.result) {
      case 'saved':
        notices.good('Saved', saved.path);
        break;
      case 'download':
        if (isOwnPath(saved.url)) download(saved.url);
        else notices.bad('Not saved', 'SMTP Spy named a place for the file that is not its own.');
        break;
      case 'cancelled':
        break;
    }
  };

  return {
    busy,
    async sendTestMessage() {
      busy.set({ ...busy.get(), sending: true });
      const result = await transport.request('test-message.send', {});
      busy.set({ ...busy.get(), sending: false });
      selection.follow();
      if (!result.ok) {
        notices.bad('The test message did not get through', told(result.problem));
        return;
      }
      const { reply } = result.value;
      if (isPositive(reply)) notices.good('The test message went through', `The server said: ${reply}`);
      else notices.bad('The server refused the test message', `It said: ${reply}`);
    },
    async save(target) {
      busy.set({ ...busy.get(), saving: true });
      const result = await transport.request('session.save', target);
      busy.set({ ...busy.get(), saving: false });
      if (result.ok) tellSaved(result.value);
      else notices.bad('The conversation was not saved', told(result.problem));
    },
    async saveFile(name, payload) {
      const result = await transport.request(name, payload);
      if (result.ok) tellSaved(result.value);
      else notices.bad('Not saved', told(result.problem));
    },
  };
}

/** A path on this page's own server, and no address of another. */
function isOwnPath(url: string): boolean {
  return /^\/(?![/\\])/.test(url);
}

/** RFC 5321 section 4.2.1: a reply that begins with 2 says yes. */
function isPositive(reply: string): boolean {
  return reply.startsWith('2');
}

function told({ text, remedy }: Problem): string {
  return [text, remedy].filter((sentence) => sentence !== '').join(' ');
}
