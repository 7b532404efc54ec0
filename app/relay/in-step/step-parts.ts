import type { RuleJudge } from '../rule-judge.ts';
import type { StepContent } from './step-content.ts';
import type { StepDiversion } from './step-diversion.ts';
import type { StepEnds } from './step-ends.ts';
import type { StepExchange } from './step-exchange.ts';
import type { StepGate } from './step-gate.ts';
import type { StepPacing } from './step-pacing.ts';
import type { StepSides } from './step-sides.ts';

/** What relaying in step is made of: what the client says and what the server says go through the same. */
export interface StepParts {
  readonly sides: StepSides;
  readonly judge: RuleJudge;
  readonly exchange: StepExchange;
  readonly pacing: StepPacing;
  readonly gate: StepGate;
  readonly ends: StepEnds;
  readonly diversion: StepDiversion;
  readonly content: StepContent;
}

/** Messages have to be gathered before any of them goes on. */
export function gathersMessages({ judge, gate }: Pick<StepParts, 'judge' | 'gate'>): boolean {
  return judge.gathers || gate.gathers;
}

/** Somebody wants to decide on what messages say. */
export function looksIntoMessages({ judge, gate }: Pick<StepParts, 'judge' | 'gate'>): boolean {
  return gathersMessages({ judge, gate }) || judge.looksAtContent || gate.looksAtContent;
}
