import * as vitest from 'vitest';
import { hasProgram, type Program } from './programs-installed.ts';

export { programPath, runProgram, type Program, type ProgramResult } from './programs-installed.ts';

/**
 * A test that needs a real program, or several. Where one is lacking, the test is skipped and says so in a line; but
 * under `CI=true` it fails, so that nothing goes untested unnoticed.
 */
export function programTest(
  needed: Program | readonly Program[],
  name: string,
  body: (context: vitest.TestContext) => Promise<void>,
  timeLimitMs = 60_000,
): void {
  const lacking = (typeof needed === 'string' ? [needed] : needed).filter((program) => !hasProgram(program));
  vitest.test(
    name,
    (context) => (lacking.length === 0 ? body(context) : leaveOut(context, lacking)),
    timeLimitMs,
  );
}

function leaveOut(context: vitest.TestContext, lacking: readonly Program[]): never {
  const reason = `not installed: ${lacking.join(', ')}`;
  if (process.env['CI'] === 'true') throw new Error(`${reason}; with CI=true nothing may be left out`);
  process.stderr.write(`skipped: ${context.task.name} (${reason})\n`);
  return context.skip(reason);
}
