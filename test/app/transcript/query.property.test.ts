import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  completeQuery,
  parseQuery,
  type Query,
  type QueryProblem,
  type QueryScope,
} from '../../../app/transcript/query.ts';
import { command, line, reply, session } from './rows.ts';

const NOW = 1_795_000_000_000;

const LINES = [
  command('RCPT TO:<bob@example.org>'),
  command('DATA', { tls: true, n: 30 }),
  reply('550 5.7.1 Relay access denied'),
  reply('354 Go on', { injected: true }),
  line({ text: 'a "quoted" word (and more) or \\ not /that/' }),
  line({ text: '****', kind: 'authentication', masked: true }),
];

const SESSIONS = [
  session(),
  session({ session: 1, mailFrom: '', rcptTo: [], outcome: 'open', bytesFromClient: 3 }),
  session({ session: 30, mailFrom: null, hello: 'a b', started: NOW * 1_000, outcome: 'failed' }),
];

const words = fc.oneof(
  fc.constantFrom('or', 'AND', 'not', '-', '--a', '!', '<bob@example.org>', 'a*b', '/', '\\', 'a:b', '"', ''),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const quoted = words.filter((text) => text !== '').map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
const pattern = fc.constantFrom('/a/', '/^(?:550|354) /i', '/[/"]\\S/su', '/ or /m');
const field = fc
  .constantFrom(
    'dir:c DIR:server cmd:r* cmd:DATA code:5xx code:>=400 code:35X enh:5.x.1 phase:content kind:reply tls:yes line:8',
    'line:>=10 is:injected is:masked is:open is:error session:1-12 client:127.0.0.* server:mx helo:"a" from:<>',
    'to:*@example.org larger:1k after:14:02 before:2026-11-21 after:2h before:yesterday 5XX re*ay *RCPT* text:-a*b',
  )
  .chain((fields) => fc.constantFrom(...fields.split(' ')));
const fieldWithText = fc
  .tuple(fc.constantFrom('text', 'helo', 'client', 'server', 'from', 'to', 'listener'), quoted)
  .map(([name, text]) => `${name}:${text}`);

const { query: queryText } = fc.letrec<{ query: string; term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'small' },
    quoted,
    pattern,
    field,
    fieldWithText,
    fc
      .tuple(fc.constantFrom('not ', '!', '-'), tie('term'))
      .map(([sign, term]) => sign + term.replace(/^-/, '!')),
    tie('query').map((query) => `(${query})`),
  ),
  query: fc
    .array(fc.tuple(tie('term'), fc.constantFrom(' ', ' or ', ' and ')), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([term, joint], place) => (place === 0 ? term : joint + term)).join('')),
}));

/** What a query says of every line, session and in words. */
function meaning(query: Query): unknown {
  return {
    lines: SESSIONS.map((session) => LINES.map((line) => query.matchesLine(line, session))),
    sessions: SESSIONS.map((session) => query.matchesSession(session)),
    words: query.describe(),
    isEmpty: query.isEmpty,
  };
}

test('a query that is written out and read again means the same', () => {
  fc.assert(
    fc.property(queryText, (text) => {
      const first = parseQuery(text, { now: NOW });
      if (!first.ok) throw new Error(first.problem.text);
      const again = parseQuery(first.query.toString(), { now: NOW });
      if (!again.ok) throw new Error(`${first.query.toString()}: ${again.problem.text}`);
      expect(again.query.toString()).toBe(first.query.toString());
      expect(meaning(again.query)).toEqual(meaning(first.query));
    }),
    { numRuns: 500 },
  );
});

test('a session without a possible line has none that matches', () => {
  fc.assert(
    fc.property(queryText, (text) => {
      const parsed = parseQuery(text, { now: NOW });
      if (!parsed.ok) throw new Error(parsed.problem.text);
      const { query } = parsed;
      const without = SESSIONS.filter((session) => !query.matchesSession(session));
      expect(without.filter((session) => LINES.some((line) => query.matchesLine(line, session)))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const scraps = fc.oneof(
  field,
  words,
  pattern,
  quoted,
  fc.constantFrom(' ', '(', ')', ' or ', 'code:', 'from:<', ':'),
);
const anything = fc.oneof(
  fc.array(scraps, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

function flawsOfQuery(query: Query, scope: QueryScope): string[] {
  meaning(query);
  const again = parseQuery(query.toString(), { scope, now: NOW });
  return again.ok ? [] : [again.problem.text];
}

function flawsOfProblem({ position, length, text, remedy }: QueryProblem, query: string): string[] {
  return [
    ...(position >= 0 && length >= 0 && position + length <= query.length ? [] : ['lies outside']),
    ...(text === '' ? ['has no words'] : []),
    ...(remedy === '' ? ['has no remedy'] : []),
  ];
}

test('whatever is typed comes to a query that can be asked, or to a problem within it', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom<QueryScope>('line', 'session'), (text, scope) => {
      const parsed = parseQuery(text, { scope, now: NOW });
      expect(parsed.ok ? flawsOfQuery(parsed.query, scope) : flawsOfProblem(parsed.problem, text)).toEqual(
        [],
      );
    }),
    { numRuns: 1_000 },
  );
});

test('whatever is typed can be completed, and only where the caret is', () => {
  fc.assert(
    fc.property(anything, fc.nat(30), (text, caret) => {
      const { from, to } = completeQuery(text, caret);
      expect(from).toBeLessThanOrEqual(Math.min(caret, text.length));
      expect(to).toBeGreaterThanOrEqual(Math.min(caret, text.length));
      expect(text.slice(from, to)).not.toMatch(/[\s()]/);
    }),
  );
});
