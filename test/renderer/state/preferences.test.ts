import { describe, expect, it } from 'vitest';
import { DETAILS_WIDTH, LIST_WIDTH, readPreferences } from '../../../renderer/state/preferences.ts';

function storage(text: string | null) {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? text,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('preferences', () => {
  it('are remembered', () => {
    const kept = storage(null);
    readPreferences(kept).change({ theme: 'dark', listWidth: 400, detailsWidth: 500, detailsShown: false });
    expect(readPreferences(kept).get()).toEqual({
      theme: 'dark',
      timeForm: 'since-start',
      listWidth: 400,
      detailsWidth: 500,
      detailsShown: false,
      detailsTab: 'explain',
    });
  });

  it('keep the panes within their bounds', () => {
    const preferences = readPreferences(storage(null));
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

  it.each(['', 'null', '[]', '{ no JSON', '{"theme":"pink","listWidth":"wide","detailsTab":"none"}'])(
    'are as at first where %j was kept',
    (text) => {
      expect(readPreferences(storage(text)).get()).toEqual({
        theme: 'system',
        timeForm: 'since-start',
        listWidth: LIST_WIDTH.first,
        detailsWidth: DETAILS_WIDTH.first,
        detailsShown: true,
        detailsTab: 'explain',
      });
    },
  );

  it('work where the browser keeps nothing', () => {
    const refusing = (): never => {
      throw new Error('forbidden');
    };
    const preferences = readPreferences({ getItem: refusing, setItem: refusing });
    preferences.change({ theme: 'light' });
    expect(preferences.get().theme).toBe('light');
  });
});
