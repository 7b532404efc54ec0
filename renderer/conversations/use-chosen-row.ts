import type { SessionSummary } from '../../app/transcript/row.ts';
import { summaryIn } from '../state/conversations.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** What the list knows of the chosen conversation, pin and note included; undefined where it is far from the screen. */
export function useChosenRow(): SessionSummary | undefined {
  const { conversations, selection } = useViewer();
  useStore(conversations);
  const { session } = useStore(selection);
  const place = session === null ? undefined : conversations.placeOf(session);
  return place === undefined ? undefined : summaryIn(conversations.at(place));
}
