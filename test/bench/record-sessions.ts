import { recordSessions } from './many-sessions.ts';

/**
 * Fills a capture folder to look at: `node out/bench/record-sessions.js FOLDER 50000`. The conversations seem to have
 * been held over the last hours, so that the overview has something to show.
 */

const STRETCHES = 120;
const MINUTES = 3;

const [folder = '', count = '1000'] = process.argv.slice(2);
const now = performance.now.bind(performance);
let ago = STRETCHES * MINUTES * 60_000;
performance.now = () => now() - ago;
let done = 0;
for (let stretch = 1; stretch <= STRETCHES; stretch += 1) {
  // More in the middle than at the ends, as days are.
  const share = (1 - Math.cos((Math.PI * stretch) / STRETCHES)) / 2;
  const upTo = Math.round(Number(count) * share);
  if (upTo > done) await recordSessions(folder, upTo - done, done);
  done = upTo;
  ago -= MINUTES * 60_000;
}
