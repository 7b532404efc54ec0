import type { Buffer } from 'node:buffer';
import type { HostAndPort } from '../../smtp/host-and-port.ts';
import { Diversion, type Arrival, type Destination, type DiversionWorld } from './diversion.ts';
import { securityForPort, type RelaySecurity, type ServerSecurity } from '../security.ts';
import type { StepSides } from './step-sides.ts';

/** What going on with other servers needs of the relay. */
export interface DiversionsWorld extends Pick<DiversionWorld, 'failed' | 'cannotSecure'> {
  /** The first server is left: that one is to be connected to. */
  connect(to: HostAndPort): void;
}

/** Which server a conversation is with, and its way to another one. */
export class Diversions {
  readonly #sides: StepSides;
  readonly #security: RelaySecurity;
  readonly #serverSecurity: ServerSecurity;
  readonly #world: DiversionsWorld;
  #server: HostAndPort = { host: '', port: 0 };
  #underWay: Diversion | null = null;
  #count = 0;

  /** `serverSecurity`: as it is set for the listener, where `security` is for the port of the server that it names. */
  constructor(
    sides: StepSides,
    security: RelaySecurity,
    serverSecurity: ServerSecurity,
    world: DiversionsWorld,
  ) {
    this.#sides = sides;
    this.#security = security;
    this.#serverSecurity = serverSecurity;
    this.#world = world;
  }

  /** The way that the conversation is on; null where it is on none. */
  get underWay(): Diversion | null {
    return this.#underWay;
  }

  /** The conversation begins, with this server. */
  begin({ host, port }: HostAndPort): void {
    this.#server = { host, port };
  }

  /** Whether the conversation is with that server, or on its way there. */
  isWith({ host, port }: HostAndPort): boolean {
    return host === this.#server.host && port === this.#server.port;
  }

  /** Goes to another server. `said`: what that has to be told first. `goOn` is called when it has been. */
  divert(to: HostAndPort, said: readonly Buffer[], goOn: (arrival: Arrival) => void): void {
    this.#count += 1;
    // Steps count their own waits from 1 on.
    const token = -this.#count;
    const destination = { from: this.#server, to, tls: this.#tlsTowards(to), said };
    this.#underWay = new Diversion(destination, this.#sides, {
      ...this.#world,
      wait: (ms) => this.#sides.want({ type: 'wait', token, ms }),
      connect: () => {
        this.#server = to;
        this.#world.connect(to);
      },
      done: (arrival) => {
        this.#underWay = null;
        goOn(arrival);
      },
    });
  }

  /** The time of a token is over. Returns whether it is one of a diversion. */
  waited(token: number): boolean {
    if (token === -this.#count) this.#underWay?.isLate();
    return token < 0;
  }

  /** Nobody waits for the other server any more. Returns whether anybody did. */
  abandon(): boolean {
    const wasUnderWay = this.#underWay !== null;
    this.#underWay = null;
    return wasUnderWay;
  }

  /** What was secured stays secured, with whatever server the conversation goes on. */
  #tlsTowards({ port }: HostAndPort): Destination['tls'] {
    if (this.#security.client === 'pass') return 'none';
    const { server } = securityForPort({ ...this.#security, server: this.#serverSecurity }, port);
    if (server === 'tls') return 'at once';
    const isSecured = this.#sides.server.channel === 'tls';
    return server === 'starttls' || (server === 'auto' && isSecured) ? 'starttls' : 'none';
  }
}
