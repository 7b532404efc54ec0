import { FlowAssembly } from './flow-assembly.ts';
import { FlowConversation, type FlowKeeper } from './flow-conversation.ts';
import { FlowStart } from './flow-start.ts';
import { endpointOf, type TcpSegment } from './tcp-segment.ts';

/** One connection between two ends, from its first captured segment to its last. */
export class Flow {
  readonly #key: string;
  readonly #started: number;
  readonly #keeper: FlowKeeper;
  readonly #start = new FlowStart();
  #assembly: FlowAssembly | null = null;
  #conversation: FlowConversation | null = null;

  /** `segment` is its first; it still has to be taken. */
  constructor(segment: TcpSegment, keeper: FlowKeeper) {
    this.#key = segment.flow;
    this.#started = segment.time;
    this.#keeper = keeper;
  }

  /** Bytes of memory that it holds, about. */
  get cost(): number {
    return this.#start.cost + (this.#assembly?.cost ?? 0) + (this.#conversation?.cost ?? 0);
  }

  /** Whether the segment begins another connection between the same two ends. */
  isLeftBehindBy(segment: TcpSegment): boolean {
    return this.#start.isLeftBehindBy(segment);
  }

  /** Takes one of its segments. */
  take(segment: TcpSegment): void {
    if (this.#conversation?.isLeftOut === true) return;
    if (this.#assembly !== null) {
      this.#assembly.take(segment);
    } else {
      this.#start.take(segment);
      if (this.#start.isKnown) this.#assemble();
    }
    this.#mayLeaveOut();
  }

  /** Waits for nothing any longer, to hold as little as it can. */
  relieve(): void {
    this.#assemble();
    this.#assembly?.relieve();
    this.#conversation?.decideNow();
    this.#mayLeaveOut();
  }

  /** There will be no more of it. */
  finish(): void {
    this.#assemble();
    this.#assembly?.finish();
  }

  #assemble(): void {
    if (this.#conversation !== null) return;
    const conversation = new FlowConversation(
      {
        endpoints: { one: endpointOf(this.#key, 'one'), other: endpointOf(this.#key, 'other') },
        opener: this.#start.opener,
        started: this.#started,
      },
      this.#keeper,
    );
    const assembly = new FlowAssembly(this.#start.bases, (event) => conversation.take(event));
    this.#conversation = conversation;
    this.#assembly = assembly;
    for (const segment of this.#start.takeSegments()) assembly.take(segment);
  }

  /** What is left out is only remembered, so that its further segments are known for its own. */
  #mayLeaveOut(): void {
    if (this.#conversation?.isLeftOut === true) this.#assembly = null;
  }
}
