import type { FlowKeeper } from './flow-conversation.ts';
import { Flow } from './flow.ts';
import type { TcpSegment } from './tcp-segment.ts';

/** Flows that are followed at once. Past that, those that were silent longest count as over: some, since finding them takes time. */
const MOST_FLOWS = 65_536;
const FINISHED_AT_ONCE = 4_096;

/** Bytes of memory, about, that all flows together may hold; past that, those that were silent longest let go first. */
const MOST_HELD = 128 * 1024 * 1024;

/** All flows of a capture, in the order in which they were last heard. */
export class FlowTable {
  readonly #keeper: FlowKeeper;
  readonly #flows = new Map<string, Flow>();
  #cost = 0;

  constructor(keeper: FlowKeeper) {
    this.#keeper = keeper;
  }

  /** Takes a segment of any flow. */
  take(segment: TcpSegment): void {
    const flow = this.#flowOf(segment);
    this.#count(flow, () => flow.take(segment));
    // A map keeps the order in which its keys were set.
    this.#flows.delete(segment.flow);
    this.#flows.set(segment.flow, flow);
    if (this.#flows.size > MOST_FLOWS) this.#finishOldest();
    if (this.#cost > MOST_HELD) this.#relieve();
  }

  /** The capture is over. */
  finish(): void {
    for (const flow of this.#flows.values()) flow.finish();
    this.#flows.clear();
    this.#cost = 0;
  }

  #flowOf(segment: TcpSegment): Flow {
    const known = this.#flows.get(segment.flow);
    if (known !== undefined && !known.isLeftBehindBy(segment)) return known;
    if (known !== undefined) this.#finish(known);
    return new Flow(segment, this.#keeper);
  }

  #finishOldest(): void {
    for (const [key, flow] of this.#flows) {
      if (this.#flows.size <= MOST_FLOWS - FINISHED_AT_ONCE) return;
      this.#flows.delete(key);
      this.#finish(flow);
    }
  }

  #finish(flow: Flow): void {
    this.#cost -= flow.cost;
    flow.finish();
  }

  #relieve(): void {
    for (const flow of this.#flows.values()) {
      if (this.#cost <= MOST_HELD / 2) return;
      this.#count(flow, () => flow.relieve());
    }
  }

  #count(flow: Flow, act: () => void): void {
    const before = flow.cost;
    act();
    this.#cost += flow.cost - before;
  }
}
