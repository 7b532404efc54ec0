import type { TranscriptFold } from '../../app/transcript/row.ts';
import { counted, duration, size } from './measures.ts';

/** What the heading of a fold says. What comes from the wire is hostile text. */
export interface FoldWords {
  /** What is folded, and how much of it. */
  readonly title: string;
  /** What it comes to; empty where there is nothing to add. */
  readonly essence: string;
  /** `subject`: the essence is a name that the message gives itself. */
  readonly essenceIs: 'subject' | 'list';
  /** How it ended: accepted, refused; null where that does not show. */
  readonly tone: 'no' | 'not-now' | null;
  /** Milliseconds until it was answered; null where that is not known. */
  readonly tookMs: number | null;
}

/** The heading of a fold in words: `message content, 1,204 lines, 96 kB` and `Invoice 4711`. */
export function foldWords(fold: TranscriptFold): FoldWords {
  const { holds } = fold;
  switch (holds.what) {
    case 'content': {
      const title = holds.begins ? 'message content' : 'message content goes on';
      const much = `${counted(fold.rows, 'line')}, ${size(fold.size)}`;
      return {
        title: `${title}, ${much}`,
        essence: holds.subject,
        essenceIs: 'subject',
        tone: null,
        tookMs: null,
      };
    }
    case 'capabilities':
      return {
        title: `${holds.code} · ${counted(holds.capabilities.length, 'capability', 'capabilities')}`,
        essence: holds.capabilities.map(capabilityWords).join(' · '),
        essenceIs: 'list',
        tone: null,
        tookMs: holds.tookMs ?? null,
      };
    case 'authentication':
      return authenticationWords(holds);
  }
}

const OUTCOMES = {
  unfinished: 'not finished',
  accepted: 'accepted',
  refused: 'refused',
  cancelled: 'given up by the client',
} as const;

function authenticationWords(holds: Extract<TranscriptFold['holds'], { what: 'authentication' }>): FoldWords {
  const { mechanism, user, outcome, reply } = holds;
  const words =
    outcome === 'refused' && reply !== undefined ? `refused: ${reply.code} ${reply.text}` : OUTCOMES[outcome];
  return {
    title: ['AUTH', mechanism, '****'].filter((word) => word !== '').join(' '),
    essence: user === null ? words : `${words} · user ${user}`,
    essenceIs: 'list',
    tone: outcome === 'refused' ? ((reply?.code ?? 500) < 500 ? 'not-now' : 'no') : null,
    tookMs: reply?.tookMs ?? null,
  };
}

/** A size in the units that people count in: `SIZE 35 MB`. */
function capabilityWords(capability: string): string {
  const bytes = /^SIZE (\d{4,15})$/.exec(capability)?.[1];
  return bytes === undefined ? capability : `SIZE ${size(Number(bytes))}`;
}

/** The heading as a sentence for who hears it: the time it took stands apart. */
export function foldText(fold: TranscriptFold): string {
  const { title, essence, tookMs } = foldWords(fold);
  const took = tookMs === null ? '' : `, ${duration(tookMs)}`;
  return essence === '' ? title + took : `${title}: ${essence}${took}`;
}
