import type { Problem } from './problem.ts';

/**
 * Reading was begun anew, since a search did not come to an end or something broke: views that were open are closed, and
 * what was asked last is better not asked again as it was. Without a problem, something was set that all that is read
 * depends on.
 */
export interface ReadingEvent {
  readonly type: 'reading-restarted';
  readonly problem: Problem | null;
}
