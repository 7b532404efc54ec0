import type { StorageState } from '../../app/contract.ts';
import { counted, size } from './measures.ts';

/** What there is to say of what is kept, beyond the settings; empty where those say all. */
export function storageWords({ decidedBy, limits, isOver }: StorageState): string {
  switch (decidedBy) {
    case 'command-line':
      return `This time the command line decides: ${limitWords(limits)}.${isOver ? OVER : ''}`;
    case 'nobody':
      return 'This folder was named when SMTP Spy was started. The settings above are about its own: nothing is removed here.';
    case 'settings':
      return isOver ? OVER.trim() : '';
  }
}

const OVER = ' There is more than that: what is left is pinned, open, or the newest.';

function limitWords({ bytes, days }: StorageState['limits']): string {
  const parts = [
    ...(bytes === null ? [] : [`at most ${size(bytes)}`]),
    ...(days === null ? [] : [`for ${counted(days, 'day')}`]),
  ];
  return parts.length === 0 ? 'everything is kept' : parts.join(', ');
}

/** What has just been removed, in a title and a sentence. */
export function removalWords(
  { removed, limits }: StorageState,
  before: StorageState['removed'],
): { readonly title: string; readonly text: string } {
  const sessions = removed.sessions - before.sessions;
  return {
    title: `${counted(sessions, 'old conversation')} removed, ${size(removed.bytes - before.bytes)}`,
    text: `As you have set it: ${limitWords(limits)}.`,
  };
}
