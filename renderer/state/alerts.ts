import type { Transport } from '../../app/contract.ts';
import type { SessionAlert, SessionSummary } from '../../app/transcript/session-summary.ts';
import type { Application } from './application.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** Milliseconds between two looks at what has happened: a flood of alerts is told as seldom. */
const PAUSE_MS = 1_000;

/** Conversations that are looked at: a burst of them is told as one. */
const MOST_LOOKED_AT = 20;

/** Alerts that came since somebody looked last. */
export interface NewAlerts {
  /** How many. */
  readonly count: number;
  /** The latest conversation among them. */
  readonly summary: SessionSummary;
  readonly alert: SessionAlert;
}

/** What rules have alerted of since the viewer was opened; null: nothing yet. */
export type Alerts = Store<NewAlerts | null>;

/** What they need of the world around them. */
export interface AlertsWorld {
  readonly transport: Transport;
  readonly application: Application;
  /** What is recorded here is shown, rather than what a file held. */
  readonly isRecorded: () => boolean;
  /** The newest conversations, so many of them. */
  readonly recent: (count: number) => Promise<readonly SessionSummary[]>;
  after(milliseconds: number, callback: () => void): void;
}

/**
 * Looks for new alerts when conversations have grown while a rule is switched on, or there are hooks: without, nothing has to
 * be looked at. What was there when the viewer was opened is no news.
 */
export function followAlerts(world: AlertsWorld): Alerts {
  const store = createStore<NewAlerts | null>(null);
  /** How many alerts each of the newest conversations had. Null: nobody has looked yet. */
  let known: ReadonlyMap<number, number> | null = null;
  let isWaiting = false;

  const look = async () => {
    const summaries = await world.recent(MOST_LOOKED_AT);
    const before = known;
    known = new Map(summaries.map(({ session, alert }) => [session, countOf(alert)]));
    if (before === null) return;
    // Those that are not among the newest any more are no news either.
    const newest = Math.max(0, ...before.keys());
    const news = summaries.flatMap((summary) => {
      const { session, alert } = summary;
      const earlier = before.get(session) ?? (session > newest ? 0 : Infinity);
      const count = countOf(alert) - earlier;
      return alert !== null && count > 0 ? [{ count, summary, alert }] : [];
    });
    const [latest] = news;
    if (latest === undefined) return;
    store.set({ ...latest, count: news.reduce((sum, { count }) => sum + count, 0) });
  };

  const lookSoon = () => {
    const { state } = world.application.get();
    const mayAlert = state !== null && (state.rules.on > 0 || state.hooks !== null);
    if (isWaiting || !mayAlert || !world.isRecorded()) return;
    isWaiting = true;
    world.after(PAUSE_MS, () => {
      isWaiting = false;
      if (world.isRecorded()) void look();
    });
  };
  world.transport.subscribe((event) => {
    if (event.type === 'sessions') lookSoon();
  });
  const leave = world.application.subscribe(() => {
    if (world.application.get().state === null) return;
    leave();
    void look();
  });
  return store;
}

function countOf(alert: SessionAlert | null): number {
  return alert === null ? 0 : alert.counts.note + alert.counts.warning + alert.counts.error;
}
