import type { CaptureProblem } from './capture-problem.ts';
import type { ImportedCapture } from './import-capture.ts';

/** What became of a capture, in words for people. */

/** What it held: `1 conversation of SMTP; 1 other flow left out`. */
export function describeImport(imported: Omit<ImportedCapture, 'directory' | 'problem'>): string {
  const { files, otherFlows, tlsFlows, unknownPackets } = imported;
  return [
    files.length === 0 ? 'No conversation of SMTP' : `${count(files.length, 'conversation')} of SMTP`,
    tlsFlows > 0 ? `${count(tlsFlows, 'flow')} of TLS on port 465 left out: nobody can read it` : '',
    otherFlows > 0 ? `${count(otherFlows, 'other flow')} left out` : '',
    unknownPackets > 0
      ? `${count(unknownPackets, 'packet')} left out of a network that is not known here`
      : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** Why reading stopped, in a sentence that the file's name begins. */
export function describeCaptureProblem(path: string, problem: CaptureProblem): string {
  const where = `byte ${problem.offset}${problem.unpacked ? ' of what it unpacks to' : ''}`;
  switch (problem.code) {
    case 'not-a-capture':
      return `${path} is no packet capture that can be read: expected ${problem.expected} at ${where}.`;
    case 'damaged':
      return `${path} is damaged at ${where}: expected ${problem.expected}. All before it is shown.`;
    case 'truncated':
      return `${path} is cut short at ${where}: expected ${problem.expected}. All before it is shown.`;
  }
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
