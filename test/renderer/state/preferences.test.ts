import { describe, expect, it } from 'vitest';
import { DETAILS_WIDTH, FIRST_PREFERENCES, LIST_WIDTH } from '../../../app/contract.ts';
import type { ApplicationState, PreferenceValues, RequestResult } from '../../../app/contract.ts';
import type { ApplicationSnapshot } from '../../../renderer/state/application.ts';
import { followPreferences, SEND_AFTER_MS } from '../../../renderer/state/preferences.ts';
import type { PreferenceStorage } from '../../../renderer/state/preferences.ts';
import { createStore } from '../../../renderer/state/store.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeState } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

function storage(text: string | null = null) {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? text,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

/** Preferences of a page whose application keeps them, or answers as the script says. */
function opened(script: { kept?: PreferenceStorage; answer?: RequestResult<'preferences.change'> } = {}) {
  const clock = new HandClock();
  const told: string[] = [];
  const application = createStore<ApplicationSnapshot>({ state: null, recordingFailedAt: null, busy: false });
  const transport = new ScriptedTransport({
    'preferences.change': () => script.answer ?? { ok: true, value: makeState() },
  });
  const preferences = followPreferences({
    application,
    transport,
    storage: script.kept ?? storage(),
    after: (milliseconds, callback) => void clock.after(milliseconds, callback),
    tell: ({ text }) => told.push(text),
  });
  const say = (values: Partial<PreferenceValues>) => {
    const state: ApplicationState = makeState({ preferences: { ...FIRST_PREFERENCES, ...values } });
    application.set({ ...application.get(), state });
  };
  return { preferences, transport, clock, told, say };
}

describe('preferences', () => {
  it('are what the application says', () => {
    const { preferences, say } = opened();
    say({ theme: 'dark', textSize: 150 });
    expect(preferences.get()).toMatchObject({ theme: 'dark', textSize: 150 });
  });

  it('are what they were, until the application has said', () => {
    const kept = storage();
    opened({ kept }).preferences.change({ theme: 'dark', listWidth: 400 });
    expect(opened({ kept }).preferences.get()).toMatchObject({ theme: 'dark', listWidth: 400 });
  });

  it('hold at once, and are told to the application once for many changes', async () => {
    const { preferences, transport, clock } = opened();
    for (const listWidth of [300, 340, 380]) preferences.change({ listWidth });
    preferences.change({ theme: 'light' });
    expect(preferences.get()).toMatchObject({ listWidth: 380, theme: 'light' });
    clock.pass(SEND_AFTER_MS);
    await settle();
    expect(transport.payloads('preferences.change')).toEqual([{ listWidth: 380, theme: 'light' }]);
  });

  it('are not taken back by what the application said before it heard of them', () => {
    const { preferences, say } = opened();
    preferences.change({ theme: 'light' });
    say({ theme: 'dark' });
    expect(preferences.get().theme).toBe('light');
  });

  it('are told again when the connection has come back', async () => {
    const answer = { ok: false, problem: { code: 'not-connected', text: '', remedy: '' } } as const;
    const { preferences, transport, clock, told, say } = opened({ answer });
    preferences.change({ theme: 'light' });
    clock.pass(SEND_AFTER_MS);
    await settle();
    say({});
    clock.pass(SEND_AFTER_MS);
    await settle();
    expect(transport.payloads('preferences.change')).toEqual([{ theme: 'light' }, { theme: 'light' }]);
    expect(told).toEqual([]);
  });

  it('say so when they cannot be kept', async () => {
    const answer = { ok: false, problem: { code: 'settings-not-kept', text: 'No.', remedy: '' } } as const;
    const { preferences, clock, told } = opened({ answer });
    preferences.change({ theme: 'light' });
    clock.pass(SEND_AFTER_MS);
    await settle();
    expect(told).toEqual(['No.']);
    expect(preferences.get().theme).toBe('light');
  });

  it('keep the panes within their bounds', () => {
    const { preferences } = opened();
    preferences.change({ listWidth: 10, detailsWidth: 9_999 });
    expect(preferences.get()).toMatchObject({
      listWidth: LIST_WIDTH.least,
      detailsWidth: DETAILS_WIDTH.most,
    });
    preferences.change({ listWidth: 9_999, detailsWidth: 10 });
    expect(preferences.get()).toMatchObject({
      listWidth: LIST_WIDTH.most,
      detailsWidth: DETAILS_WIDTH.least,
    });
  });

  it.each(['', 'null', '[]', '{ no JSON', '{"theme":"pink","listWidth":"wide"}'])(
    'are as at first where %j was kept',
    (text) => {
      expect(opened({ kept: storage(text) }).preferences.get()).toEqual(FIRST_PREFERENCES);
    },
  );

  it('work where the browser keeps nothing', () => {
    const refusing = (): never => {
      throw new Error('forbidden');
    };
    const { preferences } = opened({ kept: { getItem: refusing, setItem: refusing } });
    preferences.change({ theme: 'light' });
    expect(preferences.get().theme).toBe('light');
  });
});
