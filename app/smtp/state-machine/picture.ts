import { STAGE_NAMES, type Stage } from './stages.ts';
import { TRANSITIONS, type DialogueEvent, type Transition } from './table.ts';

/** An arrow of the picture: what leads from one stage to another. */
export interface Arrow {
  /** `anywhere`: from so many stages that single arrows would hide the rest. */
  readonly from: Stage | 'anywhere';
  readonly to: Stage;
  readonly by: Transition['by'];
  readonly events: readonly DialogueEvent[];
}

/** Stages from which an event leads to the same place, that are drawn as one arrow from anywhere. */
const MANY = 5;

/** Every way that leads from one stage to another, as the table has it; what nobody should do is left out. */
export function arrows(): readonly Arrow[] {
  const drawn = new Map<string, { arrow: Arrow; events: DialogueEvent[] }>();
  for (const { by, on, in: stages, to, expected, pipelined } of TRANSITIONS) {
    if (!expected || pipelined || to === 'same') continue;
    const sources = stages.length >= MANY ? (['anywhere'] as const) : stages.filter((stage) => stage !== to);
    for (const from of sources) {
      const key = `${from} ${to} ${by}`;
      const found = drawn.get(key) ?? { arrow: { from, to, by, events: [] }, events: [] };
      if (!found.events.includes(on)) found.events.push(on);
      drawn.set(key, found);
    }
  }
  return [...drawn.values()].map(({ arrow, events }) => ({ ...arrow, events }));
}

/** What may happen in a stage and leaves the dialogue there. */
export function staying(stage: Stage): readonly DialogueEvent[] {
  const rows = TRANSITIONS.filter(
    ({ in: stages, to, expected, pipelined }) =>
      expected && !pipelined && stages.includes(stage) && (to === 'same' || to === stage),
  );
  return [...new Set(rows.map(({ on }) => on))];
}

/** The stages that the picture shows: all of them. */
export const DRAWN_STAGES: readonly Stage[] = STAGE_NAMES;

/** Whether going from one stage to another is what an arrow of the picture stands for. */
export function isOfArrow(
  arrow: Arrow,
  way: { readonly from: Stage; readonly to: Stage; readonly by: Arrow['by'] },
): boolean {
  if (arrow.to !== way.to || arrow.by !== way.by) return false;
  if (arrow.from === way.from) return true;
  // Single arrows come first: what leads there from anywhere is every other way.
  return (
    arrow.from === 'anywhere' &&
    !arrows().some(({ from, to, by }) => from === way.from && to === way.to && by === way.by)
  );
}
