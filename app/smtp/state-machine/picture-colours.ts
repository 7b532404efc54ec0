import type { Phase } from '../words.ts';
import type { Transition } from './table.ts';

/** A box's fill and its line. */
export interface BoxColours {
  readonly fill: string;
  readonly line: string;
}

/** Stages of the same phase have the same colour. Light, so that black words on them are read easily. */
export const PHASE_COLOURS: Readonly<Record<Phase, BoxColours>> = {
  greeting: { fill: '#f1f5f9', line: '#64748b' },
  hello: { fill: '#f1f5f9', line: '#64748b' },
  ready: { fill: '#ecfdf5', line: '#059669' },
  authentication: { fill: '#fff7ed', line: '#c2410c' },
  envelope: { fill: '#eff6ff', line: '#2563eb' },
  content: { fill: '#eef2ff', line: '#4f46e5' },
  tls: { fill: '#faf5ff', line: '#7e22ce' },
  closing: { fill: '#f8fafc', line: '#334155' },
};

/** Who moves the dialogue: the client's ways are blue, the server's green, as everywhere in the program. */
export const SPEAKER_COLOURS: Readonly<Record<Transition['by'], string>> = {
  client: '#1d4ed8',
  server: '#047857',
  both: '#7e22ce',
};
