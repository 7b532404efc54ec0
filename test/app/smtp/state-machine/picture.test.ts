import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { drawDot } from '../../../../app/smtp/state-machine/dot.ts';
import { drawMermaid } from '../../../../app/smtp/state-machine/mermaid.ts';
import { arrows, staying } from '../../../../app/smtp/state-machine/picture.ts';
import { STAGE_NAMES, STAGES } from '../../../../app/smtp/state-machine/stages.ts';
import { drawSvg } from '../../../../app/smtp/state-machine/svg.ts';

describe('the picture of the state machine', () => {
  test('stands in the documentation as the table has it', async () => {
    const page = await readFile(new URL('../../../../docs/state-machine.md', import.meta.url), 'utf8');
    const [, picture] = /```mermaid\n([^]*?)```/.exec(page) ?? [];
    expect(picture).toBe(drawMermaid());
  });

  test('shows each way that the table has from one stage to another', () => {
    const drawn = arrows().map(({ from, to, by }) => `${by}: ${from} to ${to}`);
    expect(drawn).toContain('server: greeting to hello');
    expect(drawn).toContain('client: content to delivered');
    expect(drawn).toContain('client: anywhere to closing');
    expect(staying('envelope')).toContain('RCPT');
  });

  test.each([
    ['Mermaid', drawMermaid()],
    ['Graphviz', drawDot()],
    ['SVG', drawSvg()],
  ])('names every stage, and every event of every arrow: %s', (form, picture) => {
    for (const stage of STAGE_NAMES) expect(picture).toContain(STAGES[stage].title);
    for (const { events } of arrows()) {
      const separator = form === 'Graphviz' ? '\\n' : ', ';
      expect(picture).toContain(events.join(separator));
    }
  });

  test('is well-formed, and has a place of its own for every stage', () => {
    const svg = drawSvg();
    const boxes = [...svg.matchAll(/<g><title>[^<]*<\/title><rect x="([\d.-]+)" y="([\d.-]+)"/g)];
    expect(new Set(boxes.map(([, x, y]) => `${x} ${y}`)).size).toBe(STAGE_NAMES.length);
    for (const tag of ['g', 'text', 'tspan', 'title', 'defs', 'marker', 'svg']) {
      const opened = svg.match(new RegExp(`<${tag}[ >]`, 'g')) ?? [];
      expect(opened).toHaveLength((svg.match(new RegExp(`</${tag}>`, 'g')) ?? []).length);
    }
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
