import type { WorkEvent } from './contract.ts';
import type { Work, WorkName } from './transcript/work.ts';

/** Milliseconds after which something is told of that is not over: what takes less, nobody wonders about. */
const TOLD_AFTER = 500;

/** Milliseconds between two words on how far something is: a bar moves no more smoothly with more. */
const TOLD_EVERY = 100;

/** How something is given up; null: it cannot be. */
export type CancelWork = (() => void) | null;

interface Item {
  work: Work;
  readonly cancel: CancelWork;
  timer: NodeJS.Timeout | null;
  wasTold: boolean;
  /** It has come further since it was told of. */
  isNew: boolean;
}

/** What is under way and how far it is. Tells of that which takes long, and gives up what is not wanted any more. */
export class WorkBoard {
  readonly #tell: (event: WorkEvent) => void;
  readonly #toldAfter: number;
  readonly #items = new Map<string, Item>();

  /** `toldAfter`: milliseconds for which something may go on before it is told of. */
  constructor(tell: (event: WorkEvent) => void, toldAfter = TOLD_AFTER) {
    this.#tell = tell;
    this.#toldAfter = toldAfter;
  }

  /** What has been told of and is not over. */
  get told(): readonly Work[] {
    return [...this.#items.values()].filter(({ wasTold }) => wasTold).map(({ work }) => work);
  }

  /** Something is under way, and has come so far. `cancel` counts when it is new. */
  goesOn(work: Omit<Work, 'canCancel'>, cancel: CancelWork): void {
    const item = this.#items.get(keyOf(work));
    if (item === undefined) this.#begin({ ...work, canCancel: cancel !== null }, cancel);
    else {
      item.work = { ...work, canCancel: item.cancel !== null };
      item.isNew = true;
      if (item.wasTold && item.timer === null) this.#tellNow(item);
    }
  }

  /** It is done, or was given up. Nothing happens where it was not under way. */
  isOver(name: WorkName): void {
    const item = this.#items.get(keyOf(name));
    if (item === undefined) return;
    this.#items.delete(keyOf(name));
    if (item.timer !== null) clearTimeout(item.timer);
    if (item.wasTold) this.#tell({ type: 'work', work: item.work, isOver: true });
  }

  /** Gives it up. False where it is not under way here. */
  cancel(name: WorkName): boolean {
    const item = this.#items.get(keyOf(name));
    item?.cancel?.();
    return item !== undefined;
  }

  /** Nothing more is told. */
  close(): void {
    for (const { timer } of this.#items.values()) if (timer !== null) clearTimeout(timer);
    this.#items.clear();
  }

  #begin(work: Work, cancel: CancelWork): void {
    const item: Item = { work, cancel, timer: null, wasTold: false, isNew: true };
    this.#items.set(keyOf(work), item);
    this.#tellIn(item, this.#toldAfter);
  }

  #tellNow(item: Item): void {
    item.wasTold = true;
    item.isNew = false;
    this.#tell({ type: 'work', work: item.work, isOver: false });
    this.#tellIn(item, TOLD_EVERY);
  }

  #tellIn(item: Item, milliseconds: number): void {
    item.timer = setTimeout(() => {
      item.timer = null;
      if (item.isNew) this.#tellNow(item);
    }, milliseconds);
    item.timer.unref();
  }
}

function keyOf({ kind, of }: WorkName): string {
  return `${kind} ${of}`;
}
