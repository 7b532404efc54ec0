import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BuiltInConversation } from '../../../../app/upstream/built-in-conversation.ts';
import { parseRules } from '../../../../app/rules/rules-text.ts';
import { ruleSet } from '../../rules/asked.ts';
import type { Asker, Inquiry, Verdict } from '../../../../app/relay/inquiry.ts';
import { PASS_THROUGH } from '../../../../app/relay/security.ts';
import { ended, serverConnected } from '../relay-script.ts';
import { askerFor, RuledConversation } from '../ruled.ts';

/**
 * Random rules against random dialogues with the built-in server. Whatever rules do short of swallowing or ending: nobody
 * waits for ever, each thing said is answered once, and what no rule changed arrives as it was said.
 */

const address = fc.constantFrom('a@x.example', 'b@y.example', 'c@bad.example', '');
const content = fc
  .array(fc.constantFrom('Subject: hello', '', 'secret words', '..dots', 'x'.repeat(300), 'Bob'), {
    maxLength: 6,
  })
  .map((lines) => [...lines, '.'].map((line) => `${line}\r\n`).join(''));

/** A thing that a client says, and how many replies it is owed where the server takes it. */
const said = fc.oneof(
  fc.constantFrom('NOOP\r\n', 'RSET\r\n', 'HELP\r\n', 'VRFY bob\r\n', 'XYZZY\r\n', 'EHLO again\r\n'),
  address.map((path) => `MAIL FROM:<${path}>\r\n`),
  address.map((path) => `RCPT TO:<${path}>\r\n`),
  fc
    .tuple(address, fc.array(address, { minLength: 1, maxLength: 3 }), content)
    .map(([from, to, words]) => [
      `MAIL FROM:<${from || 'a@x.example'}>\r\n`,
      ...to.map((path) => `RCPT TO:<${path || 'b@y.example'}>\r\n`),
      'DATA\r\n',
      words,
    ]),
);

const dialogue = fc.array(said, { maxLength: 8 }).map((parts) => parts.flat());

const when = fc.constantFrom(
  '',
  'cmd:RCPT',
  'cmd:MAIL from:*@bad.example',
  'kind:reply',
  'code:250',
  'kind:content',
  'secret',
  'dir:c',
  'Bob',
);

const saying = fc.constantFrom<object>(
  { action: 'alert', text: 'look' },
  { action: 'note', text: 'so' },
  { action: 'delay', ms: 5 },
);

const changing = fc.constantFrom<object>(
  { action: 'reply', code: 550, enhanced: '5.7.1', text: 'No' },
  { action: 'reply', code: 250, text: ['Yes', 'indeed'] },
  { action: 'replace', in: 'content', pattern: 'secret', with: '.hidden\r\n.' },
  { action: 'replace', in: 'command', pattern: 'y\\.example', with: 'z.example' },
  { action: 'replace', in: 'reply', pattern: 'OK', with: 'Fine' },
  { action: 'insert-header', name: 'X-Seen', value: 'yes' },
  { action: 'remove-header', name: 'Subject' },
  { action: 'remove-capability', capability: 'SIZE' },
  { action: 'insert-capability', capability: 'XSPY' },
  { action: 'insert-reply-line', text: 'and more' },
  { action: 'remove-recipient' },
  { action: 'add-recipient', path: 'more@x.example' },
  { action: 'throttle', bytesPerSecond: 1_000 },
);

const leading = fc.constantFrom<object>(
  { action: 'divert', to: 'one.example' },
  { action: 'divert', to: 'two.example:2525' },
  { action: 'note', text: 'so' },
);

/** Of a rule that could never act, a rules file is wrong. */
const canAct = (rule: object): boolean => parseRules(JSON.stringify({ rules: [rule] })).ok;

const rulesOf = (action: fc.Arbitrary<object>) =>
  fc.array(
    fc
      .record({
        name: fc.uuid(),
        when,
        do: action.map((one) => [one]),
        every: fc.integer({ min: 1, max: 3 }),
      })
      .filter(canAct),
    { minLength: 1, maxLength: 4 },
  );

/** Both ends of a conversation through the relay, and what each of them got. */
interface Played {
  readonly toServer: string;
  readonly toClient: string;
  readonly isServerWaiting: boolean;
}

/** Somebody who is asked about much of what is said, and decides late. */
interface Decider {
  readonly asker: Asker;
  /** What is decided about the question of that number, from 0. */
  readonly verdict: (inquiry: Inquiry, number: number) => Verdict;
}

/** Lets a client pipeline all it has to say, in pieces of `size`, as soon as it was greeted. */
function play(
  rules: readonly object[],
  parts: readonly string[],
  size: number,
  decider: Decider | null = null,
): Played {
  const set = ruleSet(rules, 42);
  const talk = new RuledConversation(() => set, PASS_THROUGH, decider === null ? [] : [decider.asker]);
  let decisions = 0;
  /** Returns whether there was anything to decide. */
  const decide = (): boolean => {
    const [inquiry] = talk.asked;
    if (inquiry === undefined || decider === null) return false;
    talk.decide(decider.verdict(inquiry, decisions));
    decisions += 1;
    return true;
  };
  let server = new BuiltInConversation();
  let servers = 1;
  let heard = 0;
  const settle = (): void => {
    for (let turns = 0; turns < 10_000; turns += 1) {
      const words = talk.relay.saidTo('server').slice(heard);
      heard += words.length;
      const replies = words === '' ? '' : server.receive(Buffer.from(words, 'latin1'));
      if (replies !== '') talk.server(replies);
      else if (connections(talk) > servers) {
        servers += 1;
        server = new BuiltInConversation();
        talk.relay.on(serverConnected);
        talk.server(server.greet());
      } else if (decide()) continue;
      else if (Object.keys(talk.wait()).length === 0 && words === '' && talk.asked.length === 0) return;
    }
    throw new Error('it never settles');
  };
  talk.server(server.greet());
  settle();
  // A client waits for the 354 with what stands behind DATA (RFC 2920 section 3.1).
  for (const part of ['EHLO me\r\n', ...parts, 'QUIT\r\n']) {
    if (part.endsWith('.\r\n') && part.length >= 3 && !isContentDue(talk)) continue;
    for (let at = 0; at < part.length; at += size) talk.client(part.slice(at, at + size));
    settle();
  }
  talk.relay.on(ended('client'));
  settle();
  const isEnded = talk.relay.commands.some((command) => command.type === 'end' && command.to === 'server');
  return {
    toServer: talk.relay.saidTo('server'),
    toClient: talk.relay.saidTo('client'),
    isServerWaiting: !isEnded,
  };
}

function connections(talk: RuledConversation): number {
  return talk.relay.commands.filter(({ type }) => type === 'connect').length;
}

function isContentDue(talk: RuledConversation): boolean {
  return /(?:^|\r\n)354[^\r\n]*\r\n$/.test(talk.relay.saidTo('client'));
}

/** Whole replies, by their codes. */
function codes(words: string): string[] {
  return words.match(/^\d{3}(?= )/gm) ?? [];
}

/** The server had enough of wrong commands, and said so unasked: what came behind that has no answer. */
function gaveUp(words: string): boolean {
  return codes(words).includes('421');
}

test('what only says something or waits changes nothing, and holds up nobody', () => {
  fc.assert(
    fc.property(rulesOf(saying), dialogue, fc.integer({ min: 1, max: 50 }), (rules, parts, size) => {
      const plain = play([{ name: 'none', when: 'cmd:NEVER', do: [{ action: 'drop' }] }], parts, 1_000);
      const watched = play(rules, parts, size);
      expect(watched).toEqual(plain);
    }),
    { numRuns: 150 },
  );
});

test('whatever rules change, everything said is answered once, and the conversation comes to its end', () => {
  fc.assert(
    fc.property(rulesOf(changing), dialogue, fc.integer({ min: 1, max: 50 }), (rules, parts, size) => {
      const { toClient, isServerWaiting } = play(rules, parts, size);
      fc.pre(!gaveUp(toClient));
      expect(isServerWaiting).toBe(false);
      const answers = codes(toClient);
      const commands = parts.filter((part) => !(part.endsWith('.\r\n') && part.length >= 3)).length + 3;
      // Contents are answered where they were asked for.
      const asked = answers.filter((code) => code === '354').length;
      expect(answers.length).toBe(commands + asked);
    }),
    { numRuns: 300 },
  );
});

/** Wants to be asked what `pattern` says, over and over, and decides as `choices` say. */
const deciderOf = (choose: (inquiry: Inquiry, choice: number) => Verdict) =>
  fc
    .record({
      pattern: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      choices: fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }),
      looksAtContent: fc.boolean(),
      gathers: fc.boolean(),
    })
    .map(({ pattern, choices, looksAtContent, gathers }) => (): Decider => {
      let asks = 0;
      const wants = (): boolean => {
        asks += 1;
        return pattern[asks % pattern.length] ?? true;
      };
      return {
        asker: askerFor(wants, { looksAtContent, gathers, changesContent: gathers, isPerson: false }),
        verdict: (inquiry, number) => choose(inquiry, choices[number % choices.length] ?? 0),
      };
    });

const NO_RULE = [{ name: 'none', when: 'cmd:NEVER', do: [{ action: 'drop' }] }];

/** The same, with one word more where people would see it; codes stay. */
function written(words: string): string {
  return words.replace(/(?<=\S)(?=\r\n$)/, ' more');
}

function changed(inquiry: Inquiry, choice: number): Verdict {
  const { matter } = inquiry;
  if (choice < 4) return { type: 'go-on' };
  switch (matter.type) {
    case 'connection':
      return { type: 'go-on' };
    case 'command':
      if (choice < 7 && inquiry.verb !== 'DATA' && inquiry.verb !== 'QUIT')
        return { type: 'instead', bytes: Buffer.from('NOOP\r\n') };
      return { type: 'end', end: { action: 'reply', code: 550, text: 'No' }, by: 'somebody' };
    case 'reply':
      return { type: 'instead', bytes: Buffer.from(written(matter.sent.toString('latin1')), 'latin1') };
    case 'content-line':
      return { type: 'instead', bytes: Buffer.from(choice < 6 ? '' : '.one\r\n.\r\n') };
    case 'message':
      if (choice < 7) return { type: 'instead', bytes: Buffer.from('.\r\nSubject: x\r\n\r\n..') };
      return { type: 'end', end: { action: 'reply', code: 554, text: 'No' }, by: 'somebody' };
  }
}

test('being asked about anything, and letting it go on late, changes nothing and holds up nobody for ever', () => {
  const patient = deciderOf(() => ({ type: 'go-on' }));
  fc.assert(
    fc.property(patient, dialogue, fc.integer({ min: 1, max: 50 }), (decider, parts, size) => {
      const plain = play(NO_RULE, parts, 1_000);
      const { toServer, toClient, isServerWaiting } = play(NO_RULE, parts, size, decider());
      expect(toServer).toBe(plain.toServer);
      expect(isServerWaiting).toBe(false);
      // A gathered message is asked for in the spy's own words.
      expect(codes(toClient)).toEqual(codes(plain.toClient));
    }),
    { numRuns: 100 },
  );
});

test('whatever is decided, everything said is answered once, and the conversation comes to its end', () => {
  const busy = deciderOf(changed);
  fc.assert(
    fc.property(
      rulesOf(fc.oneof(saying, changing)),
      busy,
      dialogue,
      fc.integer({ min: 1, max: 50 }),
      (rules, decider, parts, size) => {
        const { toClient, isServerWaiting } = play(rules, parts, size, decider());
        fc.pre(!gaveUp(toClient));
        expect(isServerWaiting).toBe(false);
        const answers = codes(toClient);
        const commands = parts.filter((part) => !(part.endsWith('.\r\n') && part.length >= 3)).length + 3;
        const contents = answers.filter((code) => code === '354').length;
        expect(answers.length).toBe(commands + contents);
      },
    ),
    { numRuns: 150 },
  );
});

test('wherever rules lead a conversation, the client hears what it would have heard, and the last server knows all of it', () => {
  fc.assert(
    fc.property(rulesOf(leading), dialogue, fc.integer({ min: 1, max: 50 }), (rules, parts, size) => {
      const plain = play([{ name: 'none', when: 'cmd:NEVER', do: [{ action: 'drop' }] }], parts, 1_000);
      const led = play(rules, parts, size);
      expect(led.isServerWaiting).toBe(false);
      expect(codes(led.toClient)).toEqual(codes(plain.toClient));
    }),
    { numRuns: 200 },
  );
});
