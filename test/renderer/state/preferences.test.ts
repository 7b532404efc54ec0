import { describe, expect, it } from 'vitest';
import { LIST_WIDTH, readPreferences } from '../../../renderer/state/preferences.ts';

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
    readPreferences(kept).change({ theme: 'dark', listWidth: 400 });
    expect(readPreferences(kept).get()).toEqual({ theme: 'dark', listWidth: 400 });
  });

  it('keep the list within its bounds', () => {
    const preferences = readPreferences(storage(null));
    preferences.change({ listWidth: 10 });
    expect(preferences.get().listWidth).toBe(LIST_WIDTH.least);
    preferences.change({ listWidth: 9_999 });
    expect(preferences.get().listWidth).toBe(LIST_WIDTH.most);
  });

  it.each(['', 'null', '[]', '{ no JSON', '{"theme":"pink","listWidth":"wide"}'])(
    'are as at first where %j was kept',
    (text) => {
      expect(readPreferences(storage(text)).get()).toEqual({ theme: 'system', listWidth: LIST_WIDTH.first });
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
