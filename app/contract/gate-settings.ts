import * as v from 'valibot';
import { GATE_ANSWERS } from '../gate/gate.ts';
import { readNetwork } from '../gate/network.ts';

export { GATE_ANSWERS, type GateAnswer } from '../gate/gate.ts';

/** Entries of a block list: all are looked at for each client that connects, which takes some microseconds at this many. */
export const MOST_BLOCKED = 1_000;

/** The highest rate that can be set, in connections a minute: past that nobody needs a limit. */
export const HIGHEST_RATE = 100_000;

const network = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(200),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const reading = readNetwork(dataset.value);
    if (!reading.ok) addIssue({ message: reading.text });
  }),
);

/** Who is not let in, for {@link listenerSettings}: see {@link GateSettings}. */
export const gateSettings = {
  /** Addresses, networks and ranges whose clients are turned away: `192.0.2.0/24`. */
  block: v.optional(
    v.pipe(v.array(network), v.maxLength(MOST_BLOCKED, `At most ${MOST_BLOCKED} entries.`)),
    [],
  ),
  blockAnswer: v.optional(v.picklist(GATE_ANSWERS), '554'),
  /** Connections that one address may make in a minute; null: as many as it likes. */
  rateLimit: v.optional(
    v.nullable(
      v.pipe(
        v.number(),
        v.integer('A whole number of connections a minute.'),
        v.minValue(1, 'At least one connection a minute.'),
        v.maxValue(HIGHEST_RATE, `At most ${HIGHEST_RATE} connections a minute.`),
      ),
    ),
    null,
  ),
  rateLimitAnswer: v.optional(v.picklist(GATE_ANSWERS), '421'),
} as const;
