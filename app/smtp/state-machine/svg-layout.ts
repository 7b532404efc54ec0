import type { Arrow } from './picture.ts';
import type { Stage } from './stages.ts';

/** A place in the picture, in its units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height of the picture. */
export const PICTURE = { width: 1360, height: 930 };

/** Width and height of a stage's box. */
export const BOX = { width: 176, height: 56 };

const COLUMNS = [200, 520, 840, 1190] as const;
const ROWS = [120, 290, 480, 660, 840] as const;

function at(column: 0 | 1 | 2 | 3, row: 0 | 1 | 2 | 3 | 4): Point {
  return { x: COLUMNS[column], y: ROWS[row] };
}

/** The middle of each stage's box. Laid out by hand: from the greeting on the left, over the hub, to the message. */
export const PLACES: Readonly<Record<Stage, Point>> = {
  greeting: at(0, 0),
  hello: at(1, 0),
  ready: at(2, 1),
  securing: at(1, 1),
  authentication: at(3, 0),
  'authentication-refused': at(3, 1),
  envelope: at(2, 2),
  data: at(1, 2),
  content: at(1, 3),
  chunk: at(3, 2),
  'between-chunks': at(3, 3),
  'last-chunk': at(3, 4),
  delivered: at(2, 4),
  tls: at(0, 1),
  closing: at(0, 3),
};

/** How an arrow runs. */
export interface Course {
  /** How far its middle is pushed to the left of its way. */
  readonly bend: number;
  /** Where its words stand: 0 at its start, 1 at its end. */
  readonly words: number;
}

const STRAIGHT: Course = { bend: 0, words: 0.5 };

const COURSES: Readonly<Record<string, Course>> = {
  'greeting closing server': { bend: -270, words: 0.72 },
  'ready hello server': { bend: 80, words: 0.52 },
  'hello ready server': { bend: -20, words: 0.6 },
  'ready greeting server': { bend: 330, words: 0.6 },
  'ready authentication client': { bend: -36, words: 0.36 },
  'authentication ready server': { bend: -36, words: 0.36 },
  'authentication authentication-refused server': { bend: -90, words: 0.5 },
  'authentication-refused authentication client': { bend: -90, words: 0.5 },
  'ready envelope client': { bend: 70, words: 0.5 },
  'envelope ready server': { bend: 130, words: 0.5 },
  'envelope ready client': { bend: 0, words: 0.42 },
  'envelope data client': { bend: -34, words: 0.5 },
  'data envelope server': { bend: -34, words: 0.5 },
  'data ready server': { bend: 40, words: 0.45 },
  'delivered ready server': { bend: 260, words: 0.3 },
  'envelope delivered client': { bend: 24, words: 0.62 },
  'envelope chunk client': { bend: 26, words: 0.62 },
  'envelope between-chunks client': { bend: 10, words: 0.6 },
  'envelope last-chunk client': { bend: -30, words: 0.46 },
  'chunk between-chunks client': { bend: 130, words: 0.5 },
  'between-chunks chunk client': { bend: 20, words: 0.5 },
  'between-chunks ready server': { bend: 30, words: 0.68 },
  'between-chunks ready client': { bend: -50, words: 0.4 },
  'between-chunks delivered client': { bend: -30, words: 0.64 },
};

/** How an arrow runs; straight where nothing else is said. */
export function courseOf({ from, to, by }: Arrow): Course {
  return COURSES[`${from} ${to} ${by}`] ?? STRAIGHT;
}

/** Where an arrow from anywhere begins. */
export function stubStart({ to, by }: Arrow): Point {
  const { x, y } = PLACES[to];
  if (to === 'closing') return { x: x + (by === 'client' ? 60 : -60), y: y + 116 };
  return { x, y: y - 92 };
}
