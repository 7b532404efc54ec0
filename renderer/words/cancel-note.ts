import type { WorkKind } from '../../app/transcript/work.ts';

/** What becomes of something under way when it is given up: `Stop: what was found stays`. */
export function cancelNote(kind: WorkKind): { readonly verb: 'Cancel' | 'Stop'; readonly note: string } {
  switch (kind) {
    case 'handing-in':
    case 'bringing-in':
      return { verb: 'Cancel', note: 'the file is not opened' };
    case 'saving':
      return { verb: 'Cancel', note: 'nothing is written' };
    case 'tidying':
      return { verb: 'Stop', note: 'those that are left stay until the next look, some minutes from now' };
    // Cannot be given up.
    case 'indexing':
    case 'listing':
      return { verb: 'Stop', note: 'what has been read stays' };
    case 'filtering':
    case 'finding':
    case 'searching':
    case 'previewing':
      return { verb: 'Stop', note: 'what was found stays' };
  }
}
