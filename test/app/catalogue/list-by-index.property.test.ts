import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import { walkWhole } from '../../../app/capture/row-reader.ts';
import type { CatalogueEntry } from '../../../app/catalogue/catalogue-entry.ts';
import { parseConversationQuery, type ConversationQuery } from '../../../app/transcript/query.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { bytesOf, speakerOf, type Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { anyConversation } from '../smtp/any-conversation.ts';
import { HANDSHAKE, tlsRecord } from '../smtp/recorded-conversations.ts';
import { closedBy, openCaptures, ORIGIN } from '../capture/recording.ts';
import { openedCatalogue, openedList, shown, type OpenedCatalogue } from './catalogued.ts';

/** What is recorded next: words, how they came, or something that happened. */
type Piece =
  | { readonly said: Said; readonly tls?: true; readonly injected?: true; readonly withheld?: true }
  | { readonly event: SessionEvent };

const plain = (said: Said): Piece => ({ said });

/** Stretches of conversations, each of which meets some field of the query language. */
const stretch = fc.constantFrom<readonly Piece[]>(
  [['s', '220 mx.example ready\r\n'] as const, ['c', 'EHLO app.example\r\n'] as const].map(plain),
  [plain(['s', '250-mx.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000\r\n'])],
  // Lines of one reply whose codes differ, and a reply that is cut off.
  [plain(['s', '250-first\r\n550 5.7.1 second\r\n'])],
  [plain(['s', '452-4.3.1 too much\r\n'])],
  [plain(['c', 'MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.org>\r\n'])],
  [plain(['s', '250 2.1.0 Ok\r\n550 5.1.1 No such user\r\n'])],
  [plain(['c', 'DATA\r\n']), plain(['s', '354 Go on\r\n'])],
  [plain(['c', 'Subject: Your invoice\r\nX-Id: 42\r\n\r\nRCPT is a word\r\n550 too\r\n.\r\n'])],
  [plain(['c', 'AUTH PLAIN AGFubgBzZWNyZXQ=\r\n']), plain(['s', '235 2.7.0 ok\r\n'])],
  [plain(['c', 'AUTH LOGIN\r\n']), plain(['s', '334 VXNlcm5hbWU6\r\n']), plain(['c', 'YW5u\r\n'])],
  [plain(['c', ' -auth secret\r\n']), plain(['c', 'PASS secret\r\n'])],
  [
    plain(['c', 'AUTH\r\n']),
    plain(['c', 'auth plain =\r\n']),
    plain(['s', '334 \r\n']),
    plain(['c', '*\r\n']),
  ],
  [plain(['c', 'STARTTLS\r\n']), plain(['s', '220 go\r\n'])],
  [
    { said: ['c', 'EHLO inside.example\r\n'], tls: true },
    { said: ['s', '250 2.0.0 inside\r\n'], tls: true },
  ],
  [{ said: ['s', '421 4.3.2 the spy says so\r\n'], injected: true }],
  [{ said: ['c', 'NOOP withheld\r\n'], withheld: true }],
  [plain(['c', tlsRecord(HANDSHAKE, 'hello')])],
  [plain(['c', '\r\n']), plain(['c', 'lf alone\n']), plain(['c', 'no ending'])],
  [{ event: { event: 'held', from: 'client', what: 'command', line: 3, rule: '' } }],
  [{ event: { event: 'held', from: 'server', what: 'reply', line: 0, rule: '' } }],
  [plain(['c', 'QUIT\r\n']), plain(['s', '221 2.0.0 Bye\r\n'])],
);

const conversation = fc.oneof(
  { weight: 3, arbitrary: fc.array(stretch, { maxLength: 8 }).map((parts) => parts.flat()) },
  { weight: 1, arbitrary: anyConversation.map((script) => script.map(plain)) },
);

const lineTerm = fc
  .constantFrom(
    'dir:c dir:s cmd:RCPT cmd:A* cmd:* cmd:NOOP code:250 code:5xx code:>=400 code:452 enh:5.7.1 enh:5.*.* enh:4.x.x',
    'phase:hello phase:ready phase:envelope phase:content phase:authentication phase:tls phase:closing kind:command',
    'kind:reply kind:content kind:authentication kind:opaque tls:yes tls:no line:3 line:>=8 line:1-100 line:<5',
    'answers:rcpt answers:content answers:g* is:injected is:masked is:held is:finding finding:bare-lf finding:* slower:0.05ms slower:1m',
    'secret rcpt invoice example.org /^RCPT/ /5[0-9]{2}/ text:word s*h 5xx rc*bob /secret|\\*{4}/',
  )
  .chain((terms) => fc.constantFrom(...terms.split(' ')));
const sessionTerm = fc
  .constantFrom(
    'session:>1 client:127.0.0.1 server:mx.example listener:2525 helo:app.example from:ann@* to:*@example.org',
    'subject:invoice auth:PLAIN auth:* user:ann has:finding has:warning has:message has:attachment is:open',
    'is:completed is:aborted is:error is:refused is:pinned header:x-id header:x-id=42 header:subject=your',
    'larger:100 smaller:100 after:2020-01-01 before:2020-01-01 note:* tag:*',
  )
  .chain((terms) => fc.constantFrom(...terms.split(' ')));

const { query: queryText } = fc.letrec<{ query: string; term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: lineTerm },
    { weight: 1, arbitrary: sessionTerm },
    { weight: 1, arbitrary: fc.constant('"no such"') },
    { weight: 2, arbitrary: tie('term').map((term) => `not ${term}`) },
    { weight: 2, arbitrary: tie('query').map((query) => `(${query})`) },
  ),
  query: fc
    .array(fc.tuple(tie('term'), fc.constantFrom(' ', ' or ')), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([term, joint], place) => (place === 0 ? term : joint + term)).join('')),
}));

function record(recorder: SessionRecorder, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    if ('event' in piece) recorder.event(piece.event);
    else {
      const [who, words] = piece.said;
      const { tls = false, injected = false, withheld = false } = piece;
      recorder.bytes({ from: speakerOf(who), tls, injected, withheld }, bytesOf(words));
    }
  }
}

async function recorded(conversations: readonly (readonly Piece[])[]): Promise<OpenedCatalogue> {
  const folder = await temporaryFolder();
  const captures = await openCaptures(folder);
  for (const [place, pieces] of conversations.entries()) {
    const recorder = captures.begin(ORIGIN, () => {});
    record(recorder, pieces);
    if (place % 2 === 0) recorder.event(closedBy('client'));
    recorder.close();
  }
  await captures.close();
  return openedCatalogue(folder);
}

/** What of a query is there, by a look at every line and at the header of every message. */
async function readThrough(
  { library, catalogue }: OpenedCatalogue,
  query: ConversationQuery,
  session: number,
): Promise<{ readonly entry: CatalogueEntry; readonly found: readonly boolean[] }> {
  const source = await library.find(session);
  const entry = catalogue.get(session);
  if (source === null || entry === undefined) throw new Error(`there is no session ${session}`);
  await source.catchUp();
  const found = query.wanted.map(() => false);
  await walkWhole(source, {
    line: (line) => {
      for (const [place, wanted] of query.wanted.entries()) {
        if (wanted.wants === 'line' && wanted.matchesLine(line, entry.summary)) found[place] = true;
      }
    },
    header: (header) => {
      for (const [place, wanted] of query.wanted.entries()) {
        if (wanted.wants === 'message' && wanted.condition.matches(header)) found[place] = true;
      }
    },
    isOver: () => false,
    turn: async () => {},
  });
  return { entry, found };
}

const WORDS = ['secret', 'rcpt', 'invoice', 'example.org', 'word', 'no such'];

/** What a summary says counts as said, though it is written otherwise in the record: a subject, for one. */
function isOnShow(text: string, { summary }: CatalogueEntry): boolean {
  const seen = [summary.mailFrom ?? '', ...summary.rcptTo, summary.subject, summary.hello].join('\n');
  const isSeen = WORDS.some((word) => text.includes(word) && seen.toLowerCase().includes(word));
  return isSeen || (text.includes('is:held') && summary.held > 0);
}

test('a list has what a look at every line would put there', { timeout: 120_000 }, async () => {
  const cases = fc.tuple(
    fc.array(conversation, { minLength: 6, maxLength: 12 }),
    fc.array(queryText, { minLength: 30, maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([conversations, texts]) => {
      const opened = await recorded(conversations);
      for (const text of texts) {
        const parsed = parseConversationQuery(text);
        if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.text}`);
        const { query } = parsed;
        const expected: number[] = [];
        for (let session = conversations.length; session > 0; session -= 1) {
          const { entry, found } = await readThrough(opened, query, session);
          const truth = query.wanted.map(
            (wanted, place) => found[place] === true || (wanted.isSurelyIn(entry) && isOnShow(text, entry)),
          );
          const foretold = query.wanted.map((wanted, place) => ({
            mayBeIn: wanted.mayBeIn(entry) || truth[place] !== true,
            isSurelyIn: wanted.isSurelyIn(entry) && truth[place] !== true,
          }));
          const right = foretold.map(() => ({ mayBeIn: true, isSurelyIn: false }));
          expect({ text, session, foretold }).toEqual({ text, session, foretold: right });
          if (query.decide(entry, (place) => truth[place]) === true) expected.push(session);
        }
        const list = await openedList(opened, text);
        expect({ text, shown: shown(list) }).toEqual({ text, shown: expected });
        list.close();
      }
    }),
    { numRuns: 4 },
  );
});
