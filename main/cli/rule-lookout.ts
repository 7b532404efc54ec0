import { reportRules, type ReportedRule } from '../../app/reading/rule-report.ts';
import type { SessionSource } from '../../app/capture/session-source.ts';
import type { RuleSet } from '../../app/rules/rule-set.ts';
import type { TranscriptEvent } from '../../app/transcript/row.ts';

/** What rules would have done in a session, in step with somebody who goes through its lines. */
export class RuleLookout {
  readonly #report: AsyncGenerator<ReportedRule, void, undefined>;
  #next: ReportedRule | null = null;
  #done = false;

  constructor(source: SessionSource, rules: RuleSet) {
    this.#report = reportRules(source, rules);
  }

  /** What they would have done at the lines up to this one that were not asked about before. Rejects as reading does. */
  async upTo(line: number): Promise<readonly TranscriptEvent[]> {
    const acted: TranscriptEvent[] = [];
    for (;;) {
      if (this.#next === null && !this.#done) {
        const step = await this.#report.next();
        if (step.done === true) this.#done = true;
        else this.#next = step.value;
      }
      if (this.#next === null || this.#next.line > line) return acted;
      acted.push({ type: 'event', row: 0, at: this.#next.at, event: this.#next.event });
      this.#next = null;
    }
  }

  /** Lets go of the session's file. */
  async end(): Promise<void> {
    await this.#report.return();
  }
}
