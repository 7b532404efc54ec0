import * as v from 'valibot';
import { gateSettings, HIGHEST_RATE, MOST_BLOCKED } from '../../app/contract.ts';
import type { GateAnswer, ListenerSettings } from '../../app/contract.ts';
import { counted } from './measures.ts';

/** Who is let in, as a person types it. */
export interface GateForm {
  /** An address, a network or a range in each line. */
  readonly block: string;
  readonly blockAnswer: GateAnswer;
  /** Empty: no limit. */
  readonly rateLimit: string;
  readonly rateLimitAnswer: GateAnswer;
}

/** What is wrong with each field, in words. */
export interface GateFormProblems {
  readonly block?: string;
  readonly rateLimit?: string;
}

type Gate = Pick<ListenerSettings, 'block' | 'blockAnswer' | 'rateLimit' | 'rateLimitAnswer'>;

/** The settings as they stand in the form. */
export function writeGateForm({ block, blockAnswer, rateLimit, rateLimitAnswer }: Gate): GateForm {
  return {
    block: block.join('\n'),
    blockAnswer,
    rateLimit: rateLimit === null ? '' : String(rateLimit),
    rateLimitAnswer,
  };
}

/** The settings that the form names, or what is wrong with it. */
export function readGateForm({
  block,
  rateLimit,
  blockAnswer,
  rateLimitAnswer,
}: GateForm):
  | { readonly ok: true; readonly settings: Gate }
  | { readonly ok: false; readonly problems: GateFormProblems } {
  const entries = block.split(/[\n,]/).map((line) => line.trim());
  const blocked = v.safeParse(
    gateSettings.block,
    entries.filter((line) => line !== ''),
  );
  const limit = rateLimit.trim();
  const rate = v.safeParse(gateSettings.rateLimit, limit === '' ? null : Number(limit));
  if (blocked.success && rate.success) {
    return {
      ok: true,
      settings: { block: blocked.output, blockAnswer, rateLimit: rate.output, rateLimitAnswer },
    };
  }
  return {
    ok: false,
    problems: {
      ...(!blocked.success && { block: blocked.issues[0].message }),
      ...(!rate.success && { rateLimit: `A number up to ${HIGHEST_RATE}, or nothing.` }),
    },
  };
}

/** What a client is told that is turned away. */
export const GATE_ANSWER_WORDS: Readonly<Record<GateAnswer, string>> = {
  '554': '554: do not try again',
  '421': '421: try again later',
  silent: 'Nothing: just closed',
};

/** Who is let in where nothing is set. */
export const EVERYBODY = 'everybody';

/** Who is let in, in a few words. */
export function gateSummary({ block, rateLimit }: Gate): string {
  const rules = [
    ...(block.length === 0 ? [] : [`all but ${counted(block.length, 'network')}`]),
    ...(rateLimit === null ? [] : [`${rateLimit} a minute each`]),
  ];
  return rules.length === 0 ? EVERYBODY : rules.join(', ');
}

/** What stands in an empty block list, as an example. */
export const BLOCK_EXAMPLE = '192.0.2.7\n192.0.2.0/24\n2001:db8::/32';

/** How long a block list may be, in words. */
export const BLOCK_NOTE = `One in each line, up to ${MOST_BLOCKED}: an address, a network, or a range (192.0.2.10-192.0.2.20).`;
