/** Something that can stand in a {@link Roster}. */
export interface Enrolled {
  /** Where it stands: the roster's own business. */
  place: number;
}

/**
 * Those that are there now, in no order, for members that come and go by thousands a second.
 *
 * A Set makes its table anew for every few dozen of them, and each old table refers to the next. One that has outlived a few
 * collections of young garbage keeps the others, with all that stood in them, until the next full collection: a
 * conversation would stay in memory long after it has ended, and be copied about twice.
 */
export class Roster<Member extends Enrolled> {
  readonly #members: Member[] = [];

  /** How many there are. */
  get size(): number {
    return this.#members.length;
  }

  /** All of them, as they are now: they may come and go while somebody goes through this list. */
  get all(): readonly Member[] {
    return [...this.#members];
  }

  /** Takes in one that is in no roster. */
  add(member: Member): void {
    member.place = this.#members.length;
    this.#members.push(member);
  }

  /** Strikes one out. Returns whether it was in this roster. */
  remove(member: Member): boolean {
    const { place } = member;
    if (this.#members[place] !== member) return false;
    const last = this.#members.pop();
    if (last === undefined || last === member) return true;
    this.#members[place] = last;
    last.place = place;
    return true;
  }
}
