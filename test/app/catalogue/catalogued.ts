import { onTestFinished } from 'vitest';
import { CaptureLibrary, type LibraryOptions } from '../../../app/capture/capture-library.ts';
import { Captures } from '../../../app/capture/captures.ts';
import { Catalogue } from '../../../app/catalogue/catalogue.ts';
import type { CatalogueEntry } from '../../../app/catalogue/catalogue-entry.ts';
import { ConversationList } from '../../../app/catalogue/conversation-list.ts';
import type { ListOrder } from '../../../app/contract.ts';
import { parseConversationQuery } from '../../../app/transcript/query.ts';
import type { SessionFacets } from '../../../app/transcript/session-facets.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { eventually } from '../../support/eventually.ts';
import { makeFacets, makeSummary } from '../../renderer/support/make.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';

/** The newest first, without groups. */
export const NEWEST: ListOrder = { sort: 'time', descending: true, group: 'none' };

/** A folder's captures, a library of them, and the catalogue of that. */
export interface OpenedCatalogue {
  readonly captures: Captures;
  readonly library: CaptureLibrary;
  readonly catalogue: Catalogue;
}

/** A folder's captures and catalogue, wired as the application wires them; all that is on the disk has been read. */
export async function openedCatalogue(
  folder: string,
  options: LibraryOptions = {},
): Promise<OpenedCatalogue> {
  const captures = await Captures.open(folder, '1.2.3', { regret: 20 });
  const library = CaptureLibrary.follow(captures, options);
  const catalogue = new Catalogue(library);
  captures.listen({
    grew: ({ session }) => catalogue.grew(session),
    annotated: () => catalogue.annotated(),
  });
  onTestFinished(async () => {
    await captures.close();
    await catalogue.close();
  });
  await catalogue.settled();
  return { captures, library, catalogue };
}

/** Opens a list, and waits until its search is over. */
export async function openedList(
  { library, catalogue }: OpenedCatalogue,
  query = '',
  order: ListOrder = NEWEST,
): Promise<ConversationList> {
  const parsed = parseConversationQuery(query);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  const list = new ConversationList(catalogue, library, { query: parsed.query, order }, () => {});
  onTestFinished(() => list.close());
  await eventually('the search', () => list.progress.unsearched === 0);
  return list;
}

/** The list in short: the numbers of conversations, and the heads of groups with how many they count. */
export function shown(list: ConversationList): (number | string)[] {
  return list
    .rows(0, 1_000, null)
    .rows.map((row) => (row.type === 'group' ? `${row.group}: ${row.conversations}` : row.summary.session));
}

/** A conversation with a recipient whom the server answers so. */
export function conversation(recipient: string, reply = '250 2.1.5 Ok'): ConversationScript {
  return [
    ['s', '220 mx.example\r\n'],
    ['c', 'EHLO app.example\r\n'],
    ['s', '250 mx.example\r\n'],
    ['c', 'MAIL FROM:<me@example.com>\r\n'],
    ['s', '250 2.1.0 Ok\r\n'],
    ['c', `RCPT TO:<${recipient}>\r\n`],
    ['s', `${reply}\r\n`],
    ['c', 'QUIT\r\n'],
    ['s', '221 2.0.0 Bye\r\n'],
  ];
}

/** A conversation with a message that has this header. */
export function mailed(header: string): ConversationScript {
  const [quit, bye] = conversation('').slice(-2);
  if (quit === undefined || bye === undefined) throw new Error('A conversation ends with QUIT.');
  return [
    ...conversation('ann@example.net').slice(0, -2),
    ['c', 'DATA\r\n'],
    ['s', '354 Go on\r\n'],
    ['c', `${header}\r\n\r\nHello\r\n.\r\n`],
    ['s', '250 2.0.0 Ok\r\n'],
    quit,
    bye,
  ];
}

/** An entry; `change` says what is different about its summary. */
export function makeEntry(
  change: Partial<SessionSummary> = {},
  facets: Partial<SessionFacets> = {},
): CatalogueEntry {
  return {
    summary: makeSummary(change),
    facets: makeFacets({ codes: [220, 250], verbs: ['EHLO', 'QUIT'], ...facets }),
  };
}
