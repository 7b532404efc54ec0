import { useEffect, useRef } from 'react';
import { visibleText } from '../../app/transcript/visible.ts';
import type { NewAlerts } from '../state/alerts.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { envelopeWords } from '../words/outcome.ts';
import { count, counted } from '../words/measures.ts';
import { notify } from './system-notification.ts';

/**
 * Tells what rules alert of: in a notice, of which there is one however many alerts come, and while the window is not in
 * front by the system's notification, where the person wants those.
 */
export function useAlerts(): void {
  const { alerts, notices, preferences, selection } = useViewer();
  const latest = useStore(alerts);
  const told = useRef<{ readonly notice: number; readonly count: number } | null>(null);
  useEffect(() => {
    if (latest === null) return;
    const before = told.current;
    const isOpen = notices.get().some(({ id }) => id === before?.notice);
    const all = latest.count + (isOpen ? (before?.count ?? 0) : 0);
    if (isOpen && before !== null) notices.close(before.notice);
    const { session } = latest.summary;
    const action = { label: 'Show', run: () => selection.choose(session) };
    const { title, text } = alertWords(latest, all);
    told.current = { notice: notices.alert(title, text, action), count: all };
    if (preferences.get().notifications !== 'off') notify(title, text, 'alert');
  }, [latest, notices, preferences, selection]);
}

function alertWords({ alert, summary }: NewAlerts, all: number): { title: string; text: string } {
  const about = `In conversation ${count(summary.session)}, ${visibleText(envelopeWords(summary, 1).sender)}`;
  const more = all > 1 ? `, and ${counted(all - 1, 'more alert')}` : '';
  return { title: visibleText(alert.text), text: `${about}${more}.` };
}
