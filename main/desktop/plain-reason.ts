/** Longest reason that still reads as part of a sentence, in characters. */
const LONGEST_REASON = 200;

/** What stands before Chromium's messages: `[1234:0112/030405.678:FATAL:content/some_file.cc(12)] `. */
const CHROMIUM_PREFIX = /^\[[^\]]*:(?<severity>[A-Z]+):[^\]]*\]\s*/;

/** What stands before an error's message in Node's traces: `RequestError: `. */
const ERROR_NAME = /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception): /;

/**
 * The one line in a program's complaints that says why it ended, without what surrounds it for programmers; undefined
 * where there is none. A line that Chromium calls fatal is the one; else an error's first line; else the last line.
 */
export function plainReason(complaints: string): string | undefined {
  const lines = complaints
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at |^Node\.js v|^[{}^]|^node:/.test(line));
  const line =
    lines.find((each) => CHROMIUM_PREFIX.exec(each)?.groups?.['severity'] === 'FATAL') ??
    lines.find((each) => ERROR_NAME.test(each)) ??
    lines.at(-1);
  if (line === undefined) return undefined;
  const plain = line
    .replace(CHROMIUM_PREFIX, '')
    .replace(ERROR_NAME, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
  const sentence = plain.replace(/\.$/, '');
  return sentence.length > LONGEST_REASON ? `${sentence.slice(0, LONGEST_REASON)}…` : sentence;
}
