import type { Buffer } from 'node:buffer';
import type { BytesOrigin } from '../capture/entry.ts';
import type { TurnedAway } from '../gate/gate.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import type { Speaker } from '../smtp/words.ts';
import type { Endpoint, SentAs, ServerEndpoint, SessionEvent } from '../transcript/session-event.ts';
import type { TlsFacts } from '../transcript/tls-facts.ts';
import type { SocketFailure } from './failure.ts';
import type { Asker, Inquiry, Verdict } from './inquiry.ts';
import type { RelayRules } from './relay-rules.ts';
import type { TlsFailure } from './tls-trouble.ts';

/** What can happen to the relay. */
export type RelayEvent =
  | { readonly type: 'client-connected'; readonly client: Endpoint; readonly server: ServerEndpoint }
  /** A client has connected that is not let in. */
  | {
      readonly type: 'client-turned-away';
      readonly client: Endpoint;
      readonly server: ServerEndpoint;
      readonly turnedAway: TurnedAway;
    }
  | { readonly type: 'server-connected'; readonly server: ServerEndpoint; readonly tookMs: number }
  | { readonly type: 'server-unreachable'; readonly failure: SocketFailure }
  | { readonly type: 'data'; readonly from: Speaker; readonly bytes: Buffer }
  /** This side will send no more; it may still listen. */
  | { readonly type: 'ended'; readonly by: Speaker }
  /** This side's socket is gone; `failure` where it broke. */
  | { readonly type: 'closed'; readonly side: Speaker; readonly failure: SocketFailure | null }
  /** This side does not take what it is sent as fast as it comes, or does again. */
  | { readonly type: 'congested'; readonly side: Speaker }
  | { readonly type: 'drained'; readonly side: Speaker }
  /** The disk does not keep up with the record, or does again. */
  | { readonly type: 'record-full' }
  | { readonly type: 'record-room' }
  | { readonly type: 'greeting-timeout'; readonly afterMs: number }
  /** The server has not greeted for so long: remarkable, and no reason to give up. */
  | { readonly type: 'greeting-late'; readonly afterMs: number }
  /** The client has said nothing for too long, where it should begin with TLS. */
  | { readonly type: 'client-silent' }
  /** TLS with this side is up: what it says from now on comes out of it. */
  | { readonly type: 'secured'; readonly side: Speaker; readonly facts: TlsFacts }
  /** TLS with this side did not come about; its socket is of no use any more. */
  | { readonly type: 'secure-failed'; readonly side: Speaker; readonly failure: TlsFailure }
  /** The time that `wait` asked for is over. */
  | { readonly type: 'waited'; readonly token: number }
  /** What `ask` asked with this token has been decided. */
  | { readonly type: 'verdict'; readonly token: number; readonly verdict: Verdict }
  /** Somebody wants to decide on what is said from now on: from the next command on that nothing is under way before. */
  | { readonly type: 'go-in-step'; readonly rules: RelayRules }
  /** The program ends. */
  | { readonly type: 'stop' };

/** What the relay wants done, in this order. */
export type RelayCommand =
  /** Connect to that server; null: to the one that the client's connection leads to. */
  | { readonly type: 'connect'; readonly to: HostAndPort | null }
  /** Close the connection to the server, which has no part in the conversation any more. */
  | { readonly type: 'leave-server' }
  | { readonly type: 'send'; readonly to: Speaker; readonly bytes: Buffer }
  /** Send to the other side what was said, then record it: what nearly all commands want, in one. */
  | { readonly type: 'forward'; readonly origin: BytesOrigin; readonly bytes: Buffer }
  /** Say that no more will come, once what was sent is through. */
  | { readonly type: 'end'; readonly to: Speaker }
  /** Let go of the socket: in order, or with a reset as the other side's was. */
  | { readonly type: 'close'; readonly side: Speaker; readonly reset: boolean }
  /** Take up TLS: as the server towards the client, and the other way round. `early` was read of this side already. */
  | { readonly type: 'secure'; readonly side: Speaker; readonly early: Buffer | null }
  | { readonly type: 'pause'; readonly side: Speaker }
  | { readonly type: 'resume'; readonly side: Speaker }
  | { readonly type: 'record-bytes'; readonly origin: BytesOrigin; readonly bytes: Buffer }
  | { readonly type: 'record-event'; readonly event: SessionEvent | SentAs }
  /** `waited` is to come with this token after so many milliseconds. */
  | { readonly type: 'wait'; readonly token: number; readonly ms: number }
  /** `verdict` is to come with this token, when this one has decided. */
  | { readonly type: 'ask'; readonly token: number; readonly asker: Asker; readonly inquiry: Inquiry }
  /** What was asked with this token is of no use any more. */
  | { readonly type: 'withdraw'; readonly token: number }
  | { readonly type: 'await-client' }
  | { readonly type: 'await-greeting' }
  | { readonly type: 'greeting-came' }
  /** Nothing more will come of this relay. */
  | { readonly type: 'finish' };
