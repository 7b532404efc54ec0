import { Buffer } from 'node:buffer';
import { SessionPass } from '../capture/session-pass.ts';
import type { SessionSource } from '../capture/session-source.ts';
import type { WalkLine, WalkListener } from '../capture/session-walk.ts';
import type { BytesOrigin } from '../capture/entry.ts';
import { decodeText } from '../smtp/decode.ts';
import type { LineEnding, Speaker } from '../smtp/words.ts';
import { redactAuthentication } from '../transcript/redaction.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { endpointName, serverName } from '../transcript/text-format.ts';
import { visibleText } from '../transcript/visible.ts';
import { FlowWriter, type WrittenPacket } from './flow-writer.ts';
import { addressBytes, asIpv6, type PacketEnds } from './packet-writer.ts';
import { pcapngPacket } from './pcapng-writer.ts';

/** Where Wireshark looks for SMTP unless it is told otherwise. */
const SMTP_PORTS = [25, 587];

/** Stands for a server that never answered, and so has no address: one for documentation (RFC 5737). */
const NOWHERE = '192.0.2.1';

const ENDINGS: Readonly<Record<LineEnding, string>> = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' };

/**
 * A session as packets of a pcapng file, piece by piece: the conversation as it would have crossed a wire between the two,
 * out of TLS where the spy took it out. What authenticates is masked, unless `reveal`. Rejects as reading a file does.
 */
export async function* sessionPackets(source: SessionSource, reveal: boolean): AsyncGenerator<Buffer> {
  await source.catchUp();
  let blocks: Buffer[] = [];
  const packets = new PacketGatherer(source.index.summary(), reveal, ({ time, bytes, comment }) =>
    blocks.push(pcapngPacket(time, bytes, comment)),
  );
  const pass = new SessionPass(source, packets, () => packets.flush());
  const reading = pass.readOn();
  try {
    while ((await reading.next()).done !== true) {
      packets.flush();
      yield Buffer.concat(blocks);
      blocks = [];
    }
  } finally {
    // Whoever has enough leaves in the middle: the file is closed then too.
    await reading.return();
  }
}

/** Puts what one entry of the record completes into one packet, or as many as it needs. */
class PacketGatherer implements WalkListener {
  readonly #summary: SessionSummary;
  readonly #reveal: boolean;
  readonly #flow: FlowWriter;
  #said: Buffer[] = [];
  #from: Speaker = 'client';
  #time = 0;
  #comment = '';

  constructor(summary: SessionSummary, reveal: boolean, take: (packet: WrittenPacket) => void) {
    this.#summary = summary;
    this.#reveal = reveal;
    this.#flow = new FlowWriter(packetEnds(summary), summary.session, take);
  }

  line(line: WalkLine): void {
    const comment = commentOn(line.origin);
    if (line.from !== this.#from || comment !== this.#comment) this.flush();
    this.#from = line.from;
    this.#comment = comment;
    this.#time = this.#summary.started + line.time;
    this.#said.push(Buffer.concat([this.#words(line), Buffer.from(ENDINGS[line.ending])]));
  }

  event(_row: number, time: number, event: SessionEvent): void {
    this.flush();
    this.#take(event, this.#summary.started + time);
  }

  flush(): void {
    if (this.#said.length === 0) return;
    const bytes = Buffer.concat(this.#said);
    this.#said = [];
    this.#flow.say(this.#from, this.#time, bytes, this.#comment);
  }

  /** A copy: the line's bytes are only lent. */
  #words({ bytes, start, end, kind, meaning }: WalkLine): Buffer {
    if (!this.#reveal && (kind === 'command' || kind === 'authentication')) {
      const verb = meaning?.type === 'command' ? meaning.command.verb : undefined;
      const { text, masked } = redactAuthentication(decodeText(bytes, start, end), kind, verb);
      if (masked) return Buffer.from(text);
    }
    return Buffer.from(bytes.subarray(start, end));
  }

  #take(event: SessionEvent, at: number): void {
    switch (event.event) {
      case 'connected':
        return this.#flow.begin(at, describe(this.#summary));
      case 'ended':
        return this.#flow.finish(event.by, at);
      case 'gap':
        return this.#flow.passOver(event.from, event.size);
      case 'error':
        return event.side === 'spy' ? undefined : this.#flow.reset(event.side, at);
      case 'closed':
        return this.#close(event, at);
      case 'upstream-connected':
      case 'diverted':
      case 'injected':
      case 'opaque':
      case 'client-hello':
      case 'server-hello':
      case 'tls':
      case 'tls-failed':
      case 'rule':
      case 'held':
      case 'released':
      case 'hook':
      case 'hook-log':
      case 'hook-error':
        return;
    }
  }

  #close({ by, how }: Extract<SessionEvent, { event: 'closed' }>, at: number): void {
    // To the client, it is the server that closes where the spy does.
    const first: Speaker = by === 'spy' ? 'server' : by;
    if (how === 'reset') return this.#flow.reset(first, at);
    // Of a conversation out of a packet capture, the end was not seen.
    if (how === 'stopped') return;
    this.#flow.finish(first, at);
    this.#flow.finish(first === 'client' ? 'server' : 'client', at);
  }
}

function packetEnds({ client, server }: SessionSummary): PacketEnds {
  const here = addressBytes(client.address) ?? addressBytes('127.0.0.1') ?? Buffer.alloc(4);
  const there = addressBytes(server.address ?? server.host) ?? addressBytes(NOWHERE) ?? Buffer.alloc(4);
  const same = here.length === there.length;
  return {
    client: { address: same ? here : asIpv6(here), port: client.port },
    server: {
      address: same ? there : asIpv6(there),
      port: SMTP_PORTS.includes(server.port) ? server.port : 25,
    },
  };
}

function describe({ session, client, server }: SessionSummary): string {
  const ends = `from ${endpointName(client)} to ${serverName(server)}`;
  const port = SMTP_PORTS.includes(server.port) ? '' : ' Its port stands as 25, where SMTP is looked for.';
  return visibleText(`Session ${session} of SMTP Spy, ${ends}: made of what was recorded.${port}`);
}

function commentOn({ from, injected, withheld }: BytesOrigin): string {
  if (injected) return `SMTP Spy itself said this, in the ${from}’s place.`;
  return withheld ? 'This was said, and not passed on.' : '';
}
