import { describe, expect, test } from 'vitest';
import { STAGE_NAMES, STAGES, type Stage } from '../../../../app/smtp/state-machine/stages.ts';
import {
  TRANSITIONS,
  turnOn,
  type ClientEvent,
  type DialogueEvent,
} from '../../../../app/smtp/state-machine/table.ts';

/** All that a client can say as a command. */
const COMMANDS = [...new Set(TRANSITIONS.filter(({ by }) => by === 'client').map(({ on }) => on))];

describe('the table', () => {
  test('has a row for every command in every stage, so that nothing stops a dialogue from being followed', () => {
    const own = new Set<DialogueEvent>(['PROXY', 'end of chunk'] satisfies ClientEvent[]);
    for (const stage of STAGE_NAMES) {
      for (const event of COMMANDS.filter((event) => !own.has(event))) {
        expect([stage, event, turnOn(stage, event) === null]).toEqual([stage, event, false]);
      }
    }
  });

  test('has no row that another one hides', () => {
    const claimed = new Set<string>();
    for (const { on, in: stages, to, by } of TRANSITIONS) {
      const fresh = stages.filter((stage) => !claimed.has(`${stage} ${on}`));
      expect([by, on, to, fresh.length > 0]).toEqual([by, on, to, true]);
      for (const stage of stages) claimed.add(`${stage} ${on}`);
    }
  });

  test('lets every stage be reached from the greeting', () => {
    const reached = new Set<Stage>(['greeting']);
    for (const from of reached) {
      for (const { on } of TRANSITIONS) {
        const turn = turnOn(from, on);
        if (turn?.expected === true) reached.add(turn.to);
      }
    }
    expect([...reached].sort()).toEqual([...STAGE_NAMES].sort());
  });

  test('never reads content for commands: only content ends content', () => {
    const readsContent = STAGE_NAMES.filter((stage) => ['content', 'chunk'].includes(STAGES[stage].reads));
    for (const stage of readsContent) expect(turnOn(stage, '421')).toBeNull();
  });

  test('names the place where each row is written', () => {
    for (const { reference } of TRANSITIONS) {
      expect(reference).toMatch(/^(RFC \d+ section [\d.]+|The PROXY protocol, section 2|Postfix X\w+)$/);
    }
  });
});
