import * as v from 'valibot';
import type { Application } from './application.ts';
import {
  applicationRequests,
  fileRequests,
  readingRequests,
  requests,
  type ApplicationRequestName,
  type FileRequestName,
  type Problem,
  type RequestName,
  type RequestPayload,
  type RequestResult,
} from './contract.ts';
import { MergedNotices } from './merge-notices.ts';
import type { WorkName } from './transcript/work.ts';
import type { ReadCaptures } from './opened/opened-captures.ts';
import type { ReadingConnection } from './reading/reader-client.ts';
import { annotationHandlers } from './requests/annotation-requests.ts';
import { answerRequest, problemOf, type Handlers } from './requests/handlers.ts';
import { certificateHandlers } from './requests/certificate-requests.ts';
import { holdHandlers } from './requests/hold-requests.ts';
import { listenerHandlers } from './requests/listener-requests.ts';
import { FilesBeingSaved, SavingStopped } from './requests/files-being-saved.ts';
import { FilesHandedIn } from './requests/opened-file-requests.ts';
import { preferenceHandlers } from './requests/preference-requests.ts';
import { ruleHandlers } from './requests/rule-requests.ts';
import { stateHandlers } from './requests/state-requests.ts';
import { testMessageHandlers } from './requests/test-message-requests.ts';
import type { ViewerConnection, ViewerHost } from './viewer-connection.ts';
import { WorkBoard } from './work-board.ts';

/** Sessions that one notice names; with more, a viewer had better ask for all that it shows. */
const MOST_NAMED = 200;

/** One viewer's side of the contract: checks its requests, has them answered, and tells it what changed. */
export class ViewerSession implements ViewerConnection {
  readonly #application: Application;
  readonly #host: ViewerHost;
  readonly #onClose: () => void;
  readonly #handlers: Handlers<ApplicationRequestName>;
  readonly #files: FilesHandedIn;
  readonly #saved: FilesBeingSaved;
  /** What is done for this viewer, apart from reading. */
  readonly #board: WorkBoard;
  #shown: ReadCaptures;
  #reading: ReadingConnection;
  readonly #stopListening: () => void;
  readonly #stateNotices: MergedNotices;
  readonly #sessionNotices: MergedNotices;
  readonly #changed = new Set<number>();
  #closed = false;

  constructor(application: Application, host: ViewerHost, onClose: () => void) {
    this.#application = application;
    this.#shown = application;
    this.#board = new WorkBoard((event) => host.send(event));
    this.#files = new FilesHandedIn(application.opened, this.#board);
    this.#saved = new FilesBeingSaved(this.#board);
    this.#host = host;
    this.#onClose = onClose;
    this.#handlers = {
      ...stateHandlers(application),
      ...listenerHandlers(application),
      ...holdHandlers(application.holds),
      ...preferenceHandlers(application),
      ...certificateHandlers(application, host),
      ...ruleHandlers(application),
      ...testMessageHandlers(application),
      ...annotationHandlers(() => this.#shown.captures),
      'work.cancel': (name) => this.#cancel(name),
      ...this.#files.handlers((capture) => this.#show(capture)),
    };
    this.#stateNotices = new MergedNotices(() => host.send({ type: 'state', state: application.state }));
    this.#sessionNotices = new MergedNotices(
      () => this.#tellSessions(),
      () => this.#shown.reader.isRelayBusy,
    );
    this.#reading = this.#read();
    for (const work of application.board.told) host.send({ type: 'work', work, isOver: false });
    this.#stopListening = application.listen({
      worked: (event) => host.send(event),
      changed: () => this.#stateNotices.notice(),
      conversationsChanged: () => this.#stateNotices.notice(),
      sessionGrew: (session) => {
        if (this.#shown === application) this.#sessionChanged(session);
      },
    });
  }

  /** {@link ViewerConnection} */
  async request(name: unknown, payload: unknown): Promise<string> {
    if (name === 'work.cancel' || !isOneOf(readingRequests, name))
      return JSON.stringify(await this.#answer(name, payload));
    const sound = check(name, payload);
    return sound.ok ? this.#reading.request({ name, payload: sound.payload }) : JSON.stringify(sound);
  }

  /** {@link ViewerConnection} */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#stateNotices.close();
    this.#sessionNotices.close();
    this.#reading.close();
    this.#files.close();
    this.#board.close();
    this.#onClose();
  }

  async #answer(name: unknown, payload: unknown): Promise<RequestResult<RequestName>> {
    if (isOneOf(applicationRequests, name)) {
      const sound = check(name, payload);
      return sound.ok ? answerRequest(this.#handlers, name, sound.payload) : sound;
    }
    if (isOneOf(fileRequests, name)) {
      const sound = check(name, payload);
      return sound.ok ? this.#save(name, sound.payload) : sound;
    }
    const text = `No such request: ${String(name)}.`;
    return { ok: false, problem: { code: 'unknown-request', text, remedy: '' } };
  }

  /** Whoever does it gives it up; nobody else knows of it. */
  async #cancel(payload: WorkName): Promise<null> {
    const isHere = this.#board.cancel(payload) || this.#application.board.cancel(payload);
    if (!isHere) await this.#reading.request({ name: 'work.cancel', payload });
    return null;
  }

  async #save<Name extends FileRequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestResult<Name>> {
    const file = await this.#reading.file({ name, payload });
    if (!file.ok) return file;
    const write = this.#saved.watched(file.proposedName, file.write);
    try {
      return { ok: true, value: await this.#host.save(file.proposedName, write) };
    } catch (error) {
      if (error instanceof SavingStopped) return { ok: true, value: { result: 'cancelled' } };
      return { ok: false, problem: problemOf(error, name) };
    }
  }

  /** Shows what a file held, or, null, what is recorded here. False where that has been closed. */
  #show(capture: number | null): boolean {
    const shown = capture === null ? this.#application : this.#application.opened.find(capture);
    if (shown === null) return false;
    this.#reading.close();
    this.#shown = shown;
    this.#reading = this.#read();
    this.#changed.clear();
    return true;
  }

  #read(): ReadingConnection {
    return this.#shown.reader.connect({
      event: (event) => this.#host.send(event),
      learned: (session) => this.#sessionChanged(session),
      restarted: (problem) => this.#host.send({ type: 'reading-restarted', problem }),
    });
  }

  #sessionChanged(session: number): void {
    if (this.#changed.size <= MOST_NAMED) this.#changed.add(session);
    this.#sessionNotices.notice();
  }

  #tellSessions(): void {
    const many = this.#changed.size > MOST_NAMED;
    const changed = many ? [] : [...this.#changed];
    this.#changed.clear();
    const total = this.#shown.captures.total;
    const { open } = this.#application.state;
    this.#host.send({ type: 'sessions', total, open, changed, many });
  }
}

function isOneOf<Requests extends object>(table: Requests, name: unknown): name is keyof Requests {
  return typeof name === 'string' && Object.hasOwn(table, name);
}

/** A payload that is what the contract says, or how it is not. */
type Checked<Name extends RequestName> =
  | { readonly ok: true; readonly payload: RequestPayload<Name> }
  | { readonly ok: false; readonly problem: Problem };

function check<Name extends RequestName>(name: Name, payload: unknown): Checked<Name> {
  const result = v.safeParse(requests[name], payload);
  if (result.success) return { ok: true, payload: result.output };
  const where = v.getDotPath(result.issues[0]) ?? 'payload';
  const text = `The request ${name} cannot be understood: ${where}: ${result.issues[0].message}`;
  return { ok: false, problem: { code: 'bad-request', text, remedy: '' } };
}
