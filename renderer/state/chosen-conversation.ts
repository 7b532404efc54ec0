import type { ChosenDetails } from './chosen-details.ts';
import type { ChosenSummary } from './chosen-summary.ts';
import { summaryIn, type Conversations } from './conversations.ts';
import type { Filter } from './filter.ts';
import type { LineChoice } from './line-choice.ts';
import type { Selection } from './selection.ts';
import type { WritableStore } from './store.ts';
import type { TranscriptView, ViewTarget } from './transcript-view.ts';

/** What says which conversation is shown, and what shows it. */
interface ChosenConversationParts {
  readonly selection: Selection;
  readonly conversations: Conversations;
  readonly filter: Filter;
  readonly reveal: WritableStore<boolean>;
  readonly line: LineChoice;
  readonly summary: ChosenSummary;
  readonly details: ChosenDetails;
  readonly transcript: TranscriptView;
}

/** Opens the chosen conversation from now on, and anew whenever it is filtered or revealed in another way. */
export function openWhatIsChosen(parts: ChosenConversationParts): void {
  const { selection, conversations, filter, reveal, line, summary, details, transcript } = parts;

  const open = () => {
    const { session } = selection.get();
    details.choose(session, reveal.get());
    const target = targetOf(session, filter.get().applied, reveal.get());
    if (!sameTarget(target, transcript.get().target)) transcript.open(target);
  };

  const onChoice = () => {
    const { session } = selection.get();
    if (session !== (transcript.get().target?.session ?? null)) {
      reveal.set(false);
      line.settle();
      line.tell(undefined);
      line.keep(undefined);
      const place = session === null ? undefined : conversations.placeOf(session);
      summary.choose(session, place === undefined ? undefined : summaryIn(conversations.at(place)));
    }
    open();
  };

  selection.subscribe(onChoice);
  filter.subscribe(open);
  reveal.subscribe(open);
}

function targetOf(session: number | null, query: string, reveal: boolean): ViewTarget | null {
  return session === null ? null : { session, query, reveal };
}

function sameTarget(one: ViewTarget | null, other: ViewTarget | null): boolean {
  if (one === null || other === null) return one === other;
  return one.session === other.session && one.query === other.query && one.reveal === other.reveal;
}
