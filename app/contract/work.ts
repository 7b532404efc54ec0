import * as v from 'valibot';
import { WORK_KINDS, type Work } from '../transcript/work.ts';
import { placeNumber } from './schemas.ts';

/** Requests about what is under way. */
export const workRequests = {
  /** Gives it up. What it has found stays; of a file nothing does. Nothing happens where it is over. */
  'work.cancel': v.object({ kind: v.picklist(WORK_KINDS), of: placeNumber }),
} as const;

/** What {@link workRequests} come back with. */
export interface WorkResults {
  'work.cancel': null;
}

/**
 * How far something is that this viewer waits for. Whatever is over soon is never told of. `isOver`: it is done or was given
 * up, and nothing more is told of it.
 */
export interface WorkEvent {
  readonly type: 'work';
  readonly work: Work;
  readonly isOver: boolean;
}
