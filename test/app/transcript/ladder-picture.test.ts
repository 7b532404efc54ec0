import { describe, expect, test } from 'vitest';
import { SessionDetails } from '../../../app/details/session-details.ts';
import {
  drawLadder,
  LADDER_ON_PAPER,
  ladderText,
  STEP_HEIGHT,
} from '../../../app/transcript/ladder-picture.ts';
import type { Step } from '../../../app/transcript/step.ts';
import { withRecord } from '../capture/recorded.ts';
import { GREETED, IN_CONTENT, type ConversationScript } from '../../support/conversation-script.ts';

function stepsOf(script: ConversationScript): Promise<readonly Step[]> {
  return withRecord(script, async (source) => {
    const details = new SessionDetails(source);
    await details.readOn(10_000);
    return details.steps.steps;
  });
}

const WHOLE: ConversationScript = [
  ...IN_CONTENT,
  ['c', 'a\r\n.\r\n'],
  ['s', '550 5.7.1 <no> & "never"\x01\u202e\r\n'],
];

describe('a ladder', () => {
  test('has an arrow for each step, in its place, from who spoke to who was spoken to', async () => {
    const steps = await stepsOf(WHOLE);
    const { children, attributes } = drawLadder(steps, 600, LADDER_ON_PAPER);
    expect(attributes['height']).toBe(steps.length * STEP_HEIGHT);
    const groups = children.filter((child) => typeof child !== 'string' && child.name === 'g');
    expect(groups).toHaveLength(steps.length);
    const text = ladderText(steps, 'a');
    const arrows = [...text.matchAll(/<path d="M([\d.]+) [\d.]+H([\d.]+)" fill="none"/g)];
    const said = steps.filter(({ type }) => type !== 'event');
    expect(arrows.map(([, from, to]) => (Number(from) < Number(to) ? 'client' : 'server'))).toEqual(
      said.map((step) => ('from' in step ? step.from : '')),
    );
  });

  test('is a well-formed file, whatever was said', async () => {
    const text = ladderText(await stepsOf(WHOLE), '<&>"\u0000');
    expect(text).toContain('550 5.7.1 &lt;no&gt; &amp; &quot;never&quot;');
    expect(text).not.toMatch(/\p{Cc}(?<!\n)|\u202e|NaN|undefined/u);
    for (const tag of ['g', 'text', 'title', 'defs', 'marker', 'svg']) {
      const opened = text.match(new RegExp(`<${tag}[ >]`, 'g')) ?? [];
      expect(opened).toHaveLength((text.match(new RegExp(`</${tag}>`, 'g')) ?? []).length);
    }
    expect(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
  });

  test('cuts words that its width has no room for', async () => {
    const steps = await stepsOf([...GREETED, ['c', `NOOP ${'x'.repeat(100)}\r\n`]]);
    expect(JSON.stringify(drawLadder(steps, 320, LADDER_ON_PAPER))).toContain('xx…"');
  });

  test('of nothing is empty', () => {
    expect(ladderText([], 'a')).toContain('</svg>');
  });
});
