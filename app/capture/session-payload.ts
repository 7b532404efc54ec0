import type { Buffer } from 'node:buffer';
import * as v from 'valibot';
import { HELD_MATTERS, HOLD_ENDS, type SentAs, type SessionEvent } from '../transcript/session-event.ts';

/** The JSON inside a session's file: where it came from, and what happened to it. Read with suspicion: files travel. */

const speaker = v.picklist(['client', 'server']);
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const endpoint = v.object({ address: v.string(), port });
const hostAndPort = v.object({ host: v.string(), port });
const server = v.object({ host: v.string(), port, address: v.nullable(v.string()) });

const sessionInfo = v.object({
  session: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Microseconds since 1970, UTC. */
  started: v.number(),
  listener: v.string(),
  client: endpoint,
  server,
  /**
   * The process that wrote the file, to tell a conversation that is open from one whose recorder died; `mark` tells it from
   * others that get its number later.
   */
  writer: v.object({ process: v.number(), version: v.string(), mark: v.optional(v.string()) }),
});

/** Where a session came from. */
export type SessionInfo = v.InferOutput<typeof sessionInfo>;

const certificate = v.object({
  subject: v.string(),
  issuer: v.string(),
  names: v.array(v.string()),
  validFrom: v.string(),
  validTo: v.string(),
  fingerprint: v.string(),
});

const sessionEvent = v.variant('event', [
  v.object({ event: v.literal('connected'), client: endpoint }),
  v.object({ event: v.literal('upstream-connected'), server, tookMs: v.number() }),
  v.object({ event: v.literal('diverted'), from: hostAndPort, to: hostAndPort }),
  v.object({ event: v.literal('injected'), to: speaker, reason: v.string() }),
  v.object({ event: v.literal('opaque') }),
  v.object({
    event: v.literal('tls'),
    side: speaker,
    version: v.string(),
    cipher: v.string(),
    alpn: v.string(),
    serverName: v.string(),
    chain: v.array(certificate),
    clientChain: v.array(certificate),
    verified: v.picklist(['yes', 'no', 'not-asked']),
    reason: v.string(),
    tookMs: v.number(),
    resumed: v.boolean(),
  }),
  v.object({ event: v.literal('tls-failed'), side: speaker, code: v.string(), text: v.string() }),
  v.object({ event: v.literal('sent-as'), from: speaker, text: v.string() }),
  v.object({ event: v.literal('ended'), by: speaker }),
  v.object({
    event: v.literal('gap'),
    from: speaker,
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  }),
  v.object({
    event: v.literal('rule'),
    rule: v.string(),
    action: v.string(),
    severity: v.picklist(['note', 'warning', 'error']),
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    text: v.string(),
    tag: v.exactOptional(v.string()),
  }),
  v.object({
    event: v.literal('hook'),
    hook: v.string(),
    action: v.string(),
    severity: v.picklist(['note', 'warning', 'error']),
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    text: v.string(),
    tag: v.exactOptional(v.string()),
  }),
  v.object({ event: v.literal('hook-log'), hook: v.string(), text: v.string() }),
  v.object({
    event: v.literal('hook-error'),
    hook: v.string(),
    code: v.string(),
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    text: v.string(),
    stack: v.string(),
  }),
  v.object({
    event: v.literal('held'),
    from: speaker,
    what: v.picklist(HELD_MATTERS),
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    rule: v.string(),
  }),
  v.object({
    event: v.literal('released'),
    from: speaker,
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    how: v.picklist(HOLD_ENDS),
    heldMs: v.number(),
  }),
  v.object({
    event: v.literal('error'),
    code: v.string(),
    side: v.picklist(['client', 'server', 'spy']),
    text: v.string(),
  }),
  v.object({
    event: v.literal('closed'),
    by: v.picklist(['client', 'server', 'spy']),
    how: v.picklist([
      'end',
      'reset',
      'unreachable',
      'timeout',
      'stopped',
      'tls-failed',
      'rule',
      'blocked',
      'rate-limited',
    ]),
    text: v.string(),
  }),
]);

/** Reads the payload of a session entry; null where it is not one. */
export function parseSessionInfo(payload: Buffer): SessionInfo | null {
  return soundOrNull(sessionInfo, parseJson(payload));
}

/** The schema of each event by its name: every conversation has some, and to try one after the other takes long. */
const EVENTS: ReadonlyMap<unknown, (typeof sessionEvent.options)[number]> = new Map(
  sessionEvent.options.map((schema) => [schema.entries.event.literal, schema]),
);

/** Reads the payload of an event entry; null where it is none that this version knows. */
export function parseSessionEvent(payload: Buffer): SessionEvent | SentAs | null {
  const value = parseJson(payload);
  const isNamed = typeof value === 'object' && value !== null && 'event' in value;
  const schema = isNamed ? EVENTS.get(value.event) : undefined;
  return schema === undefined ? null : soundOrNull(schema, value);
}

function soundOrNull<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}

/** What a payload says in JSON; undefined where it is none. */
function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
