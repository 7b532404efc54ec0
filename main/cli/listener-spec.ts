import { InvalidArgumentError } from 'commander';
import { CLIENT_SECURITIES, GATE_ANSWERS, SERVER_SECURITIES, TLS_VERSIONS } from '../../app/contract.ts';
import { parseNetwork, parsePort, parseRate, parseUpstream, readBuiltIn } from './arguments.ts';
import type { ListenerOptions } from './listener-options.ts';

/** What `--help` says of a listener in one word. */
export const LISTENER_SPEC_HELP =
  'one of several listeners: [ADDRESS:]PORT and what sets it apart, as in 2465,upstream=mail.example:465,security=tls';

/** Reads what stands behind a key, which may add to what the SPEC has said before. */
type ReadValue = (value: string | null, before: ListenerOptions) => ListenerOptions;

/** What may be set apart, and how it is read. All are named as the option of the same name. */
const KEYS: Readonly<Record<string, ReadValue>> = {
  name: (value) => ({ name: needed(value, 'name=Staging') }),
  upstream: (value) => ({ upstream: parseUpstream(needed(value, 'upstream=mail.example:587')) }),
  security: (value) => ({ security: oneOf(CLIENT_SECURITIES, value, 'security') }),
  'upstream-security': (value) => ({
    upstreamSecurity: oneOf(SERVER_SECURITIES, value, 'upstream-security'),
  }),
  'upstream-insecure': (value) => ({ upstreamInsecure: flag(value, 'upstream-insecure') }),
  'strip-starttls': (value) => ({ stripStarttls: flag(value, 'strip-starttls') }),
  'show-plus': (value) => ({ showPlus: flag(value, 'show-plus') }),
  'tls-min': (value) => ({ tlsMin: oneOf(TLS_VERSIONS, value, 'tls-min') }),
  cert: (value) => ({ cert: needed(value, 'cert=FILE') }),
  key: (value) => ({ key: needed(value, 'key=FILE') }),
  'upstream-cert': (value) => ({ upstreamCert: needed(value, 'upstream-cert=FILE') }),
  'upstream-key': (value) => ({ upstreamKey: needed(value, 'upstream-key=FILE') }),
  'ask-client-cert': (value) => ({ askClientCert: flag(value, 'ask-client-cert') }),
  'upstream-ca': (value) => ({ upstreamCa: needed(value, 'upstream-ca=FILE') }),
  block: (value, { block = [] }) => ({
    block: [...block, parseNetwork(needed(value, 'block=192.0.2.0/24'))],
  }),
  'block-answer': (value) => ({ blockAnswer: oneOf(GATE_ANSWERS, value, 'block-answer') }),
  'rate-limit': (value) => ({ rateLimit: parseRate(needed(value, 'rate-limit=30')) }),
  'rate-limit-answer': (value) => ({ rateLimitAnswer: oneOf(GATE_ANSWERS, value, 'rate-limit-answer') }),
  'built-in': (value) => ({ ownBuiltIn: readBuiltIn(needed(value, 'built-in=FILE')) }),
};

/**
 * Reads `[ADDRESS:]PORT[,KEY=VALUE…]`: `2525`, `0.0.0.0:25,upstream=mail.example`, `[::1]:2465,security=tls`. A comma in a value
 * is written `\,`. Throws commander's error for a wrong one, which names the part.
 */
export function parseListenerSpec(text: string): ListenerOptions {
  const [place = '', ...parts] = text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ',').trim());
  let options = parsePlace(place);
  for (const part of parts) {
    const [, key = '', value = null] = /^([^=]*)(?:=(.*))?$/s.exec(part) ?? [];
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (read === undefined) {
      throw new InvalidArgumentError(`There is no “${key}”. There are: ${Object.keys(KEYS).join(', ')}.`);
    }
    options = { ...options, ...read(value, options) };
  }
  return options;
}

function parsePlace(place: string): ListenerOptions {
  const match = /^(?:(?:\[(?<literal>[^\]]+)\]|(?<name>[^:[\]]+)):)?(?<port>\d+)$/.exec(place);
  const port = match?.groups?.['port'];
  if (port === undefined) {
    throw new InvalidArgumentError(
      `It begins with a port, or ADDRESS:PORT, or [IPv6]:PORT; “${place}” is neither.`,
    );
  }
  const host = match?.groups?.['literal'] ?? match?.groups?.['name'];
  return { port: parsePort(port), ...(host !== undefined && { host }) };
}

function needed(value: string | null, example: string): string {
  if (value !== null && value !== '') return value;
  throw new InvalidArgumentError(`Something has to stand behind the equals sign, as in ${example}.`);
}

function oneOf<Choice extends string>(choices: readonly Choice[], value: string | null, key: string): Choice {
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new InvalidArgumentError(`${key} is one of ${choices.join(', ')}.`);
}

function flag(value: string | null, key: string): true {
  if (value === null) return true;
  throw new InvalidArgumentError(`${key} stands alone, without a value.`);
}
