import { describe, expect, it } from 'vitest';
import { createLineChoice } from '../../../renderer/state/line-choice.ts';
import { makeRows } from '../support/make.ts';

describe('the line that transcript and details have in common', () => {
  it('is told by the transcript', () => {
    const choice = createLineChoice(() => undefined);
    const [row] = makeRows(0, 1);
    choice.tell(row);
    expect(choice.get()).toEqual({ selected: row, wanted: null });
  });

  it('is wanted by others, who see all lines for it, until the transcript shows it', () => {
    let shownAll = 0;
    const choice = createLineChoice(() => (shownAll += 1));
    choice.want(7);
    expect(choice.get().wanted).toEqual({ as: 'chosen', row: 7 });
    expect(shownAll).toBe(1);
    choice.settle();
    expect(choice.get().wanted).toBeNull();
  });

  it('is resumed as it was on screen, with the filter that was on', () => {
    const choice = createLineChoice(() => expect.unreachable('the filter stays'));
    const middle = { row: 40, heading: false };
    choice.resume(12, middle);
    expect(choice.get().wanted).toEqual({ as: 'resumed', line: 12, middle });
  });
});
