import type {
  RequestName,
  RequestPayload,
  RequestResult,
  RequestResults,
  ViewerEvent,
} from '../../../app/contract.ts';
import type { ConnectionStatus, ViewerTransport } from '../../../renderer/transport/viewer-transport.ts';

/** A request as the transport got it. */
export interface Asked {
  readonly name: RequestName;
  readonly payload: unknown;
}

type Answers = {
  [Name in RequestName]?: (payload: RequestPayload<Name>) => RequestResults[Name] | RequestResult<Name>;
};

/** A transport whose other end is a script: what it answers, what it was asked, and events at will. */
export class ScriptedTransport implements ViewerTransport {
  readonly asked: Asked[] = [];
  #answers: Answers;
  readonly #listeners = new Set<(event: ViewerEvent) => void>();
  readonly #watchers = new Set<(status: ConnectionStatus) => void>();
  #held: (() => void)[] | null = null;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  async request<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestResult<Name>> {
    this.asked.push({ name, payload });
    if (this.#held !== null) await new Promise<void>((resolve) => this.#held?.push(resolve));
    const answer = this.#answers[name];
    if (answer === undefined) {
      return { ok: false, problem: { code: 'unscripted', text: `No answer to ${name}`, remedy: '' } };
    }
    const result = answer(payload);
    return isResult<Name>(result) ? result : { ok: true, value: result };
  }

  /** What a request is answered from now on. */
  answer<Name extends RequestName>(name: Name, answer: NonNullable<Answers[Name]>): void {
    this.#answers = { ...this.#answers, [name]: answer };
  }

  subscribe(listener: (event: ViewerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchConnection(listener: (status: ConnectionStatus) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  watchCommands(): () => void {
    return () => undefined;
  }

  retry(): void {
    this.connection({ state: 'connecting' });
  }

  /** Tells every subscriber. */
  emit(event: ViewerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The connection came about or was lost. */
  connection(status: ConnectionStatus): void {
    for (const watcher of this.#watchers) watcher(status);
  }

  /** From now on answers wait. */
  hold(): void {
    this.#held ??= [];
  }

  /** Lets the answers go that wait, in their order. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of held) go();
  }

  /** The payloads of the requests of that name, in their order. */
  payloads(name: RequestName): unknown[] {
    return this.asked.filter((asked) => asked.name === name).map((asked) => asked.payload);
  }
}

function isResult<Name extends RequestName>(
  value: RequestResults[Name] | RequestResult<Name>,
): value is RequestResult<Name> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
