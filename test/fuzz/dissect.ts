import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { anyConversation, cutAnew } from '../app/smtp/any-conversation.ts';
import { foundIn, foundInInstalments, Search } from '../app/smtp/findings/found-in.ts';
import { RECORDED } from '../app/smtp/recorded-conversations.ts';
import { RFC_EXAMPLES } from '../app/smtp/rfc-examples.ts';
import {
  bytesOf,
  followInInstalments,
  followScript,
  speakerOf,
  type ConversationScript,
  type Said,
} from '../support/conversation-script.ts';

/**
 * Looks for conversations that the dissector does not stand, for as many seconds as the first argument says. A seed as
 * the second argument does the same run again.
 */

const [seconds = '60', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);

/** Milliseconds that one conversation may take, on a busy machine. */
const PATIENCE = 5_000;

/** Characters that the copy of a search's state may have: the longest line on both sides, a reply, what waits, findings. */
const MOST_STATE = 16_000_000;

const anyBytes: fc.Arbitrary<ConversationScript> = fc.array(
  fc.tuple(
    fc.constantFrom('c' as const, 's' as const),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  ),
  { maxLength: 30 },
);

const real = [...Object.values(RECORDED), ...Object.values(RFC_EXAMPLES).map(({ script }) => script)];

/** A real conversation in which some bytes are changed, lost, or said twice. */
const damaged: fc.Arbitrary<ConversationScript> = fc
  .tuple(
    fc.constantFrom(...real),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }),
  )
  .map(([script, damages]) => damages.reduce<ConversationScript>(damage, script));

function damage(
  script: ConversationScript,
  [where, at, byte]: readonly [number, number, number],
): ConversationScript {
  const place = where % Math.max(1, script.length);
  return script.map(([who, words], index): Said => {
    if (index !== place) return [who, words];
    const cut = at % (words.length + 1);
    const kinds = [
      words.slice(0, cut) + words.slice(cut + 1),
      words.slice(0, cut) + String.fromCharCode(byte) + words.slice(cut),
      words.slice(0, cut) + words + words.slice(cut),
    ];
    return [who, kinds[byte % kinds.length] ?? words];
  });
}

const cuts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 20 });

function stands(script: ConversationScript, lengths: readonly number[]): void {
  const started = performance.now();
  const whole = followScript(script);
  const split = cutAnew(script, lengths);
  assert.deepEqual(followScript(split).told, whole.told, 'the same lines wherever it is split');
  assert.deepEqual(followInInstalments(split).told, whole.told, 'the same lines taken up anew');
  assert.deepEqual(foundIn(split), foundIn(script), 'the same findings wherever it is split');
  assert.deepEqual(foundInInstalments(split), foundIn(script), 'the same findings taken up anew');
  for (const who of ['c', 's'] as const)
    assert.equal(linesOf(script, who), saidBy(script, who), 'no byte is lost');
  assert.ok(performance.now() - started < PATIENCE, 'it takes no time to speak of');
}

const ENDINGS = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' } as const;

function linesOf(script: ConversationScript, who: Said[0]): string {
  const lines = followScript(script).lines.filter(({ from }) => from === speakerOf(who));
  return lines.map(({ bytes, ending }) => bytes.toString('latin1') + ENDINGS[ending]).join('');
}

function saidBy(script: ConversationScript, who: Said[0]): string {
  return script.map(([speaker, words]) => (speaker === who ? words : '')).join('');
}

/** Said again and again, a conversation fills no memory. */
function staysSmall(script: ConversationScript): void {
  const search = new Search();
  const started = performance.now();
  for (let bytes = 0; bytes < 3_000_000;) {
    if (script.every(([, words]) => words === '')) return;
    for (const [who, words] of script) {
      search.say(speakerOf(who), words);
      bytes += bytesOf(words).length;
    }
    if (performance.now() - started > PATIENCE) break;
  }
  assert.ok(search.stateSize < MOST_STATE, `the state has ${search.stateSize} characters`);
}

const until = performance.now() + Number(seconds) * 1_000;
let runs = 0;
process.stdout.write(`seed ${seed}, for ${seconds} s\n`);
for (let round = 0; performance.now() < until; round += 1) {
  const options = {
    numRuns: 50,
    seed: Number(seed) + round,
    interruptAfterTimeLimit: until - performance.now(),
  };
  for (const arbitrary of [anyConversation, anyBytes, damaged]) {
    fc.assert(fc.property(arbitrary, cuts, stands), options);
    fc.assert(fc.property(arbitrary, staysSmall), { ...options, numRuns: 1 });
    runs += options.numRuns;
  }
}
process.stdout.write(`${runs} conversations, none that it did not stand\n`);
