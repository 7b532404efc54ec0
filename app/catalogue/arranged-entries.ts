import type { GroupRow, ListOrder } from '../contract.ts';
import { wentWrong, type CatalogueEntry } from './catalogue-entry.ts';
import { comparisonOf, groupingOf, type CompareEntries, type GroupKey } from './list-order.ts';

/** A stretch of entries that are of one group. */
interface Section extends GroupKey {
  /** Its place among all entries. */
  readonly start: number;
  readonly count: number;
  readonly wrong: number;
  /** The place of its head among all rows. */
  readonly row: number;
}

/**
 * Entries in an order, with the heads of their groups between them. What changes is sorted by itself and merged in, in
 * one go through the list; that takes a millisecond or two for a hundred thousand, however often it happens.
 */
export class ArrangedEntries {
  readonly #compare: CompareEntries;
  readonly #grouping: ((entry: CatalogueEntry) => GroupKey) | null;
  readonly #folded = new Set<string>();
  #entries: CatalogueEntry[] = [];
  #sections: Section[] | null = null;

  constructor(order: ListOrder) {
    this.#compare = comparisonOf(order);
    this.#grouping = groupingOf(order);
  }

  /** Entries, those of folded groups included. */
  get count(): number {
    return this.#entries.length;
  }

  /** The entries in their order. */
  get entries(): readonly CatalogueEntry[] {
    return this.#entries;
  }

  /** Rows: entries on show, and the heads of groups. */
  get rows(): number {
    if (this.#grouping === null) return this.#entries.length;
    const last = this.#layout().at(-1);
    return last === undefined ? 0 : last.row + 1 + this.#shown(last);
  }

  /** Takes the entries of changed sessions out, and puts in what they are now. */
  change(changed: ReadonlySet<number>, now: readonly CatalogueEntry[]): void {
    const kept =
      changed.size === 0
        ? this.#entries
        : this.#entries.filter(({ summary }) => !changed.has(summary.session));
    const added = [...now].sort(this.#compare);
    this.#entries = kept.length === 0 ? added : this.#merge(kept, added);
    this.#sections = null;
  }

  /** Shows a group's entries, or its head alone. */
  fold(group: string, folded: boolean): void {
    if (folded) this.#folded.add(group);
    else this.#folded.delete(group);
    this.#sections = null;
  }

  /** What stands in a row; undefined behind the end. */
  at(row: number): CatalogueEntry | GroupRow | undefined {
    if (this.#grouping === null) return this.#entries[row];
    const section = this.#sectionAt(row);
    if (section === undefined) return undefined;
    if (row > section.row) {
      const place = row - section.row - 1;
      return place < this.#shown(section) ? this.#entries[section.start + place] : undefined;
    }
    const { kind, group, count, wrong } = section;
    return { type: 'group', kind, group, conversations: count, wrong, folded: this.#folded.has(group) };
  }

  /** The row of a session; null where it is not there, or its group is folded. */
  rowOf(session: number): number | null {
    const place = this.#entries.findIndex(({ summary }) => summary.session === session);
    if (place === -1) return null;
    if (this.#grouping === null) return place;
    const section = this.#layout().findLast(({ start }) => start <= place);
    if (section === undefined || this.#folded.has(section.group)) return null;
    return section.row + 1 + place - section.start;
  }

  #merge(kept: readonly CatalogueEntry[], added: readonly CatalogueEntry[]): CatalogueEntry[] {
    const merged: CatalogueEntry[] = [];
    let from = 0;
    for (const entry of added) {
      const to = this.#placeIn(kept, entry, from);
      for (; from < to; from += 1) {
        const before = kept[from];
        if (before !== undefined) merged.push(before);
      }
      merged.push(entry);
    }
    if (added.length === 0) return [...kept];
    for (; from < kept.length; from += 1) {
      const rest = kept[from];
      if (rest !== undefined) merged.push(rest);
    }
    return merged;
  }

  /** How many of the entries stand before this one. */
  #placeIn(entries: readonly CatalogueEntry[], entry: CatalogueEntry, from: number): number {
    let low = from;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = entries[middle];
      if (other !== undefined && this.#compare(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shown(section: Section): number {
    return this.#folded.has(section.group) ? 0 : section.count;
  }

  #sectionAt(row: number): Section | undefined {
    const sections = this.#layout();
    let low = 0;
    let high = sections.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sections[middle]?.row ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return sections[low - 1];
  }

  #layout(): readonly Section[] {
    this.#sections ??= this.#grouping === null ? [] : this.#divide(this.#grouping);
    return this.#sections;
  }

  #divide(grouping: (entry: CatalogueEntry) => GroupKey): Section[] {
    const sections: Section[] = [];
    let start = 0;
    let row = 0;
    while (start < this.#entries.length) {
      const first = this.#entries[start];
      if (first === undefined) break;
      const key = grouping(first);
      let end = start;
      let wrong = 0;
      for (; end < this.#entries.length; end += 1) {
        const entry = this.#entries[end];
        if (entry === undefined || !isSameGroup(grouping(entry), key)) break;
        if (wentWrong(entry.summary)) wrong += 1;
      }
      const section = { ...key, start, count: end - start, wrong, row };
      sections.push(section);
      row += 1 + this.#shown(section);
      start = end;
    }
    return sections;
  }
}

function isSameGroup(one: GroupKey, other: GroupKey): boolean {
  return one.kind === other.kind && one.group === other.group;
}
