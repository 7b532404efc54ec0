import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { BUSY_LOAD } from '../capture/reading-budget.ts';

/** Milliseconds over which the load is taken: soon enough to tell a flood, too long for a single mail to count. */
const EVERY = 200;

/** With so many, client, relay, server and reader have one each: then reading takes nothing from the others. */
const ENOUGH_PROCESSORS = 4;

/** Numbers that cross between threads are whole: thousandths. */
const WHOLE = 1_000;

/**
 * Tells readers in other threads how busy the thread is that relays, in memory that both can see: no message has to be sent,
 * and none has to be waited for.
 */
export class RelayLoad {
  /** What readers look at: see {@link readLoad}. */
  readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #told = new Int32Array(this.shared);
  readonly #isScarce: boolean;
  #timer: NodeJS.Timeout | null = null;
  #before = performance.eventLoopUtilization();

  /** `processors` that there are: where these are enough, no load is told. */
  constructor(processors = availableParallelism()) {
    this.#isScarce = processors < ENOUGH_PROCESSORS;
  }

  /** So much is being relayed that reading has to keep back. */
  get isBusy(): boolean {
    return readLoad(this.shared) >= BUSY_LOAD;
  }

  /** Tells it from now on. */
  begin(): void {
    if (!this.#isScarce) return;
    this.#before = performance.eventLoopUtilization();
    this.#timer ??= setInterval(() => this.#tell(), EVERY).unref();
  }

  /** Tells it no longer; nothing is known of it then. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    Atomics.store(this.#told, 0, 0);
  }

  #tell(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#before);
    this.#before = now;
    Atomics.store(this.#told, 0, Math.round(utilization * WHOLE));
  }
}

/** How busy the thread that relays was last, from 0 (it waits) to 1 (it does all that it can). */
export function readLoad(shared: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(shared), 0) / WHOLE;
}
