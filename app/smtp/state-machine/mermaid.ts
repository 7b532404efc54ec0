import { arrows, DRAWN_STAGES, staying } from './picture.ts';
import { STAGES } from './stages.ts';

/** The state machine as a Mermaid diagram (https://mermaid.js.org/syntax/stateDiagram.html), with its last line feed. */
export function drawMermaid(): string {
  const states = DRAWN_STAGES.map((stage) => `  state "${STAGES[stage].title}" as ${id(stage)}`);
  const ways = arrows().map(({ from, to, events }) => `  ${id(from)} --> ${id(to)}: ${events.join(', ')}`);
  const loops = DRAWN_STAGES.flatMap((stage) => {
    const events = staying(stage);
    return events.length === 0 ? [] : [`  ${id(stage)} --> ${id(stage)}: ${events.join(', ')}`];
  });
  const lines = [
    'stateDiagram-v2',
    '  direction TB',
    ...states,
    '  state "Anywhere" as anywhere',
    '  [*] --> greeting: connected',
    ...ways,
    ...loops,
    '  closing --> [*]: closed',
  ];
  return `${lines.join('\n')}\n`;
}

/** Hyphens would end a name. */
function id(stage: string): string {
  return stage.replaceAll('-', '_');
}
