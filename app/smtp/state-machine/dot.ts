import { arrows, DRAWN_STAGES, staying, type Arrow } from './picture.ts';
import { PHASE_COLOURS, SPEAKER_COLOURS } from './picture-colours.ts';
import { STAGES } from './stages.ts';

/** The state machine for Graphviz (https://graphviz.org/doc/info/lang.html), with its last line feed. */
export function drawDot(): string {
  const nodes = DRAWN_STAGES.map((stage) => {
    const { title, phase } = STAGES[stage];
    const { fill, line } = PHASE_COLOURS[phase];
    const loop = staying(stage).join(', ');
    const tooltip = loop === '' ? '' : `, tooltip="stays: ${loop}"`;
    return `  "${stage}" [label="${title}", fillcolor="${fill}", color="${line}"${tooltip}];`;
  });
  const lines = [
    'digraph "SMTP" {',
    '  graph [bgcolor="white", rankdir="TB", nodesep=0.6, ranksep=0.6];',
    '  node [shape="box", style="rounded,filled", fontname="Helvetica", fontsize=12];',
    '  edge [fontname="Helvetica", fontsize=10];',
    '  "anywhere" [label="anywhere", shape="plaintext", style=""];',
    ...nodes,
    ...arrows().map(edge),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function edge({ from, to, by, events }: Arrow): string {
  const colour = SPEAKER_COLOURS[by];
  return `  "${from}" -> "${to}" [label="${events.join('\\n')}", color="${colour}", fontcolor="${colour}"];`;
}
