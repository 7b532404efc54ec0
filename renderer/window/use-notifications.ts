import { useEffect, useRef, useState } from 'react';
import type { ApplicationState } from '../../app/contract.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { outcomeWords } from '../words/outcome.ts';
import { isInFront, notify } from './system-notification.ts';

/** Conversations that are looked at when some have ended: a burst of them is told as one. */
const MOST_LOOKED_AT = 20;

/** How soon it is looked what has ended, in milliseconds: a flood of conversations is looked at as seldom. */
const LOOKS_AFTER_MS = 500;

/**
 * Tells of problems, and of refused mail where the person wants that, while the window is not in front: by the system's
 * notifications. Where those are not allowed, the list and the banners tell all the same.
 */
export function useNotifications(): void {
  const { application, conversations, preferences, recentConversations } = useViewer();
  const { notifications } = useStore(preferences);
  const { state } = useStore(application);
  const known = useRef(new Set<number>());
  const [since] = useState(() => Date.now() * 1_000);

  useAsking(notifications !== 'off');
  const problem = problemOf(state);
  useEffect(() => {
    if (problem !== null && notifications !== 'off') notify('SMTP Spy needs you', problem, 'problem');
  }, [problem, notifications]);

  useEffect(
    () =>
      notifications === 'refusals'
        ? watchRefusals(conversations, async () => {
            const all = await recentConversations(MOST_LOOKED_AT);
            const refused = all.filter(
              ({ ended, session, refusal }) =>
                ended !== null && ended > since && refusal !== null && !known.current.has(session),
            );
            for (const { session } of refused) known.current.add(session);
            tellRefused(refused);
          })
        : undefined,
    [conversations, notifications, recentConversations, since],
  );
}

/** Looks now and whenever the list has changed, but not too often. Returns what ends that. */
function watchRefusals(
  conversations: Pick<Store<unknown>, 'subscribe'>,
  look: () => Promise<void>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const lookSoon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      if (!isInFront()) void look();
    }, LOOKS_AFTER_MS);
  };
  lookSoon();
  const leave = conversations.subscribe(lookSoon);
  return () => {
    leave();
    if (timer !== null) clearTimeout(timer);
  };
}

function tellRefused(refused: readonly SessionSummary[]): void {
  const [first] = refused;
  if (first === undefined) return;
  const words = outcomeWords(first, false).badges[0]?.text ?? 'refused';
  const from = visibleText(first.mailFrom ?? first.client.address);
  const more = refused.length > 1 ? `, and ${refused.length - 1} more` : '';
  notify(
    `Mail was refused: ${words}`,
    `From ${from}${more}. ${visibleText(first.refusal?.text ?? '')}`,
    'refusal',
  );
}

/** What is wrong with the program itself; null: nothing. */
function problemOf(state: ApplicationState | null): string | null {
  if (state === null) return null;
  if (state.recording.state === 'failed') return state.recording.problem.text;
  for (const { status } of state.listeners) if (status.state === 'failed') return status.error.text;
  return null;
}

/** A page has to ask before it may notify, once, when the person has switched it on. */
function useAsking(on: boolean): void {
  useEffect(() => {
    if (on && 'Notification' in window && Notification.permission === 'default') {
      void Notification.requestPermission();
    }
  }, [on]);
}
