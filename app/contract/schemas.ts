import * as v from 'valibot';

/** The parts that payloads are made of. */

/** How many of something are asked for: at most `most`. */
export const countUpTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

/** A session's number, from 1. */
export const sessionNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A place in a list, from 0: of a row, or of a session. */
export const placeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A TCP port; 0 where any will do. */
export const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
