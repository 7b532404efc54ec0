import { runProgram, type ProgramResult } from './programs.ts';

/** A message of a few lines, two of which begin with dots, which swaks has to stuff (RFC 5321 section 4.5.2). */
export const DOTTED_BODY = 'Dear reader,\n.\n..and more\nthat is all';

/** Sends a message with swaks through a port of this machine. */
export async function sendWithSwaks(port: number, ...more: readonly string[]): Promise<ProgramResult> {
  const addresses = ['--from', 'me@example.com', '--to', 'you@example.com', '--helo', 'client.example'];
  return await runProgram('swaks', ['--server', '127.0.0.1', '--port', String(port), ...addresses, ...more]);
}

/** What swaks says that it said and heard, in the spy's form: ` -> EHLO a` is `c> EHLO a`. */
export function transcriptOfSwaks(output: string): string {
  const lines = output.split(/\r?\n/).flatMap((line) => {
    const [, tag, words] = /^( ->|<- |<\*\*) (.*)$/.exec(line) ?? [];
    if (tag === undefined) return [];
    return [`${tag === ' ->' ? 'c>' : 's<'} ${words}\n`];
  });
  return lines.join('');
}
