import { MOST_LISTENERS, type ListenerSettings, type ListenerState } from '../contract.ts';
import type { KeptListener } from './listener-file.ts';
import type { AskerSource } from '../relay/inquiry.ts';
import { Listener, type ListenerSurroundings } from './listener.ts';

/** The listeners, in the order in which they came. There always is one. */
export class Listeners {
  readonly #surroundings: ListenerSurroundings;
  readonly #onEdit: () => void;
  #all: readonly [Listener, ...Listener[]];
  #lastNumber = 0;
  /** Gone, with conversations that go on. */
  readonly #removed = new Set<Listener>();

  /** They are closed until they are told to start. `onEdit` is called when a person's doing has changed what there is. */
  constructor(
    [first, ...others]: readonly [ListenerSettings, ...ListenerSettings[]],
    surroundings: ListenerSurroundings,
    onEdit: () => void,
  ) {
    this.#surroundings = surroundings;
    this.#onEdit = onEdit;
    this.#all = [this.#make(first), ...others.map((settings) => this.#make(settings))];
  }

  /** All of them at a glance. */
  get states(): readonly [ListenerState, ...ListenerState[]] {
    const [first, ...others] = this.#all;
    return [first.state, ...others.map((listener) => listener.state)];
  }

  /** Conversations that are open now, those of listeners that are gone included. */
  get open(): number {
    return [...this.#all, ...this.#removed].reduce((sum, listener) => sum + listener.state.open, 0);
  }

  /** What there is, in the form in which it outlasts the program. */
  get kept(): readonly KeptListener[] {
    return this.states.map(({ settings, status }) => ({ settings, listens: status.state !== 'stopped' }));
  }

  /** Opens those at the places, from 0, that are wanted. Never rejects: whether it worked stands in the {@link states}. */
  async startAll(isWanted: (place: number) => boolean): Promise<void> {
    const wanted = this.#all.filter((_listener, place) => isWanted(place));
    await Promise.all(wanted.map((listener) => listener.start()));
  }

  /** Opens one; see {@link Listener.start}. False where there is none of this number. */
  start(number: number, settings?: ListenerSettings): Promise<boolean> {
    return this.#edit(number, (listener) => listener.start(settings));
  }

  /** Closes one; see {@link Listener.stop}. False where there is none of this number. */
  stop(number: number): Promise<boolean> {
    return this.#edit(number, (listener) => listener.stop());
  }

  /** Makes and opens one more. False where there are as many as there may be. */
  async add(settings: ListenerSettings): Promise<boolean> {
    if (this.#all.length >= MOST_LISTENERS) return false;
    const listener = this.#make(settings);
    this.#all = [...this.#all, listener];
    await listener.start();
    this.#onEdit();
    return true;
  }

  /** Closes one and forgets it; its conversations go on. False where it is the last, or there is none of this number. */
  async remove(number: number): Promise<boolean> {
    const listener = this.#all.find((each) => each.number === number);
    const [first, ...others] = this.#all.filter((each) => each !== listener);
    if (listener === undefined || first === undefined) return false;
    this.#all = [first, ...others];
    for (const gone of this.#removed) if (gone.state.open === 0) this.#removed.delete(gone);
    this.#removed.add(listener);
    await listener.stop();
    this.#onEdit();
    return true;
  }

  /** Closes all of them. Conversations under way go on. */
  async stopAll(): Promise<void> {
    await Promise.all(this.#all.map((listener) => listener.stop()));
  }

  /** {@link Listener.askLater} */
  askLater(asker: AskerSource, session: number | null): number {
    const all = [...this.#all, ...this.#removed];
    return all.reduce((sum, listener) => sum + listener.askLater(asker, session), 0);
  }

  /** Ends all conversations. */
  stopConversations(): void {
    for (const listener of [...this.#all, ...this.#removed]) listener.stopConversations();
  }

  #make(settings: ListenerSettings): Listener {
    this.#lastNumber += 1;
    return new Listener(this.#lastNumber, settings, this.#surroundings);
  }

  async #edit(number: number, change: (listener: Listener) => Promise<void>): Promise<boolean> {
    const listener = this.#all.find((each) => each.number === number);
    if (listener === undefined) return false;
    await change(listener);
    this.#onEdit();
    return true;
  }
}
