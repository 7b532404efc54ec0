import * as v from 'valibot';
import { BUILT_IN } from '../transcript/session-event.ts';
import { builtInSettings } from './built-in-settings.ts';
import { gateSettings } from './gate-settings.ts';
import type { Problem } from './problem.ts';
import { port } from './schemas.ts';

/**
 * What the spy offers to clients. `auto`: what the server offers, and a client's STARTTLS encrypts both sides. `pass`: TLS is
 * left untouched between the two, and cannot be read. `plain`: never TLS. `starttls`: STARTTLS, whatever the server offers.
 * `tls`: TLS from the first byte on, as on port 465 (RFC 8314).
 */
export const CLIENT_SECURITIES = ['auto', 'pass', 'plain', 'starttls', 'tls'] as const;
/** See {@link CLIENT_SECURITIES}. */
export type ClientSecurity = (typeof CLIENT_SECURITIES)[number];

/** What the spy speaks to the server. `auto`: TLS on port 465, elsewhere as the client does. The others as above. */
export const SERVER_SECURITIES = ['auto', 'plain', 'starttls', 'tls'] as const;
/** See {@link SERVER_SECURITIES}. */
export type ServerSecurity = (typeof SERVER_SECURITIES)[number];

/** Versions of TLS. Those before 1.2 are for looking at old programs: RFC 8996 says not to use them. */
export const TLS_VERSIONS = ['1.0', '1.1', '1.2', '1.3'] as const;
/** See {@link TLS_VERSIONS}. */
export type TlsVersion = (typeof TLS_VERSIONS)[number];

const file = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096));
const keyFiles = v.object({ certificateFile: file, keyFile: file });
const off = v.optional(v.boolean(), false);

/** Where clients connect, where their words go, and how each side is protected. What is left out is as it is by default. */
export const listenerSettings = v.object({
  /** What people call it; empty: nothing in particular. */
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(60)), ''),
  /** An address to bind to; empty: loopback, 127.0.0.1 and ::1. */
  host: v.pipe(v.string(), v.trim(), v.maxLength(255)),
  /** 0: any free port. */
  port,
  upstream: v.union([
    v.literal(BUILT_IN),
    v.object({
      host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
      port: v.pipe(port, v.minValue(1)),
    }),
  ]),
  security: v.optional(v.picklist(CLIENT_SECURITIES), 'auto'),
  upstreamSecurity: v.optional(v.picklist(SERVER_SECURITIES), 'auto'),
  /** Goes on when the server's certificate does not verify. */
  upstreamInsecure: off,
  /** Hides STARTTLS from the client, whose side stays plain while the server's is encrypted. */
  stripStarttls: off,
  /** Hides SCRAM-…-PLUS where the spy stands between: channel binding (RFC 5929) tells that it does. */
  hidePlus: v.optional(v.boolean(), true),
  /** The oldest version of TLS, on both sides. */
  tlsMin: v.optional(v.picklist(TLS_VERSIONS), '1.2'),
  /** What the spy shows to clients; null: certificates of the local authority. */
  certificate: v.optional(v.nullable(keyFiles), null),
  /** Clients are asked for a certificate. It is shown, and not checked. */
  asksClientCertificate: off,
  /** What the spy shows to a server that asks for a certificate. */
  upstreamCertificate: v.optional(v.nullable(keyFiles), null),
  /** A file of authorities to trust for the server, beside the well-known ones. */
  upstreamAuthorities: v.optional(v.nullable(file), null),
  /** What kind of server the built-in one is; null: the kind that the program was started with. */
  builtIn: v.optional(v.nullable(builtInSettings), null),
  ...gateSettings,
});
/** Where clients connect, where their words go, and how each side is protected. */
export type ListenerSettings = v.InferOutput<typeof listenerSettings>;

/** A listener as nobody has changed it: no rights needed for its port, which is rarely taken. */
export const DEFAULT_LISTENER: ListenerSettings = v.parse(listenerSettings, {
  host: '',
  port: 2525,
  upstream: BUILT_IN,
});

/** Why settings that are sound one by one cannot stand together, for people; null where they can. */
export function contradictionIn(settings: ListenerSettings): Problem | null {
  const { security, upstreamSecurity, stripStarttls, upstream } = settings;
  if (stripStarttls && security !== 'auto') {
    return contradiction(
      `STARTTLS cannot be hidden from clients that are offered “${security}”.`,
      'Choose “auto” for the client’s side, or do not hide STARTTLS.',
    );
  }
  if (security === 'pass' && upstreamSecurity !== 'auto') {
    return contradiction(
      'TLS that is passed on untouched is between the client and the server: the spy has none of its own.',
      'Choose “auto” for the server’s side, or another security for the client’s.',
    );
  }
  if (upstream === BUILT_IN && upstreamSecurity !== 'auto' && upstreamSecurity !== 'plain') {
    return contradiction(
      'The built-in server is part of the program, and is reached without TLS.',
      'Choose “auto” for the server’s side, or name a real mail server.',
    );
  }
  return null;
}

function contradiction(text: string, remedy: string): Problem {
  return { code: 'contradictory-settings', text, remedy };
}

/** Where a listener stands. */
export type ListenerStatus =
  | {
      readonly state: 'listening';
      readonly addresses: readonly { readonly address: string; readonly port: number }[];
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: Problem };

/** One listener at a glance. */
export interface ListenerState {
  /** Its number, from 1, for as long as the program runs. */
  readonly listener: number;
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
  /** Its conversations that are open now, those begun under earlier settings included. */
  readonly open: number;
}
