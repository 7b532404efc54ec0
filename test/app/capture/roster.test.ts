import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Roster, type Enrolled } from '../../../app/capture/roster.ts';

interface Member extends Enrolled {
  readonly name: number;
}

function member(name: number): Member {
  return { name, place: -1 };
}

function namesIn(roster: Roster<Member>): number[] {
  return roster.all.map(({ name }) => name).sort((a, b) => a - b);
}

test('whoever came is there until it goes', () => {
  const roster = new Roster<Member>();
  const [first, second, third] = [member(1), member(2), member(3)];
  for (const one of [first, second, third]) roster.add(one);
  roster.remove(first);
  expect(namesIn(roster)).toEqual([2, 3]);
  roster.add(first);
  roster.remove(third);
  expect(namesIn(roster)).toEqual([1, 2]);
  expect(roster.size).toBe(2);
});

test('one that is not there need not be struck out', () => {
  const roster = new Roster<Member>();
  const [there, elsewhere] = [member(1), member(2)];
  roster.add(there);
  new Roster<Member>().add(elsewhere);
  roster.remove(elsewhere);
  roster.remove(member(3));
  expect(namesIn(roster)).toEqual([1]);
  roster.remove(there);
  roster.remove(there);
  expect(roster.size).toBe(0);
});

test('members may go while somebody goes through all of them', () => {
  const roster = new Roster<Member>();
  for (const name of [1, 2, 3, 4]) roster.add(member(name));
  const met: number[] = [];
  for (const one of roster.all) {
    met.push(one.name);
    roster.remove(one);
  }
  expect(met).toEqual([1, 2, 3, 4]);
  expect(roster.size).toBe(0);
});

test('it holds what a set would', () => {
  const moves = fc.array(fc.tuple(fc.boolean(), fc.nat(12)), { maxLength: 60 });
  fc.assert(
    fc.property(moves, (steps) => {
      const roster = new Roster<Member>();
      const set = new Set<number>();
      const members = Array.from({ length: 13 }, (_, name) => member(name));
      for (const [comes, name] of steps) {
        const one = members[name];
        if (one === undefined) continue;
        if (!comes) roster.remove(one);
        else if (!set.has(name)) roster.add(one);
        if (comes) set.add(name);
        else set.delete(name);
        expect(namesIn(roster)).toEqual([...set].sort((a, b) => a - b));
      }
    }),
  );
});
