import {
  arrowHead,
  element,
  PICTURE_FONT,
  round,
  svgText,
  type SvgElement,
} from '../smtp/state-machine/svg-element.ts';
import type { Severity } from '../smtp/findings/finding.ts';
import type { Speaker } from '../smtp/words.ts';
import type { EventStep, Step } from './step.ts';
import { describeEvent, endpointName } from './text-format.ts';
import { visibleText } from './visible.ts';

/** Colours of a ladder. */
export interface LadderLook {
  readonly ground: string;
  /** Around words, so that no line runs through them. */
  readonly halo: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly client: string;
  readonly server: string;
  readonly event: string;
  readonly warning: string;
  readonly error: string;
}

/** On a light ground: for files. */
export const LADDER_ON_PAPER: LadderLook = {
  ground: '#ffffff',
  halo: '#ffffff',
  text: '#17181b',
  muted: '#55585f',
  line: '#c6c9d0',
  client: '#1a56b8',
  server: '#08704f',
  event: '#6243ad',
  warning: '#855000',
  error: '#b1231b',
};

/** Height of a step, and of the heads of the columns, in the units of the picture. */
export const STEP_HEIGHT = 34;
const HEAD_HEIGHT = 34;

/** Units for the times on the left, and for the spans on the right. */
const LEFT = 58;
const RIGHT = 58;

/** Width of a character of a label. */
const CHARACTER = 6.7;

const MONOSPACED = 'ui-monospace, Cascadia Mono, Menlo, Consolas, DejaVu Sans Mono, monospace';

/** Where the three columns stand. */
interface Columns {
  readonly width: number;
  readonly client: number;
  readonly spy: number;
  readonly server: number;
}

function columns(width: number): Columns {
  const client = LEFT + 10;
  const server = width - RIGHT - 10;
  return { width, client, spy: (client + server) / 2, server };
}

/** The heads of the columns: client, SMTP Spy, server. */
export function drawLadderHead(width: number, look: LadderLook): SvgElement {
  const { client, spy, server } = columns(width);
  const head = (x: number, text: string, colour: string, anchor: string): SvgElement =>
    element(
      'text',
      { x: round(x), y: 22, 'font-size': 12, 'font-weight': 600, 'text-anchor': anchor, fill: colour },
      text,
    );
  return frame(
    width,
    HEAD_HEIGHT,
    element('rect', { width, height: HEAD_HEIGHT, fill: look.ground }),
    head(client - 20, 'Client', look.client, 'start'),
    head(spy, 'SMTP Spy', look.event, 'middle'),
    head(server + 20, 'Server', look.server, 'end'),
    element('path', { d: `M0 ${HEAD_HEIGHT - 0.5}H${width}`, stroke: look.line }),
  );
}

/** The steps of a conversation as arrows between three columns (ITU-T Z.120 calls it a message sequence chart). */
export function drawLadder(steps: readonly Step[], width: number, look: LadderLook): SvgElement {
  const height = Math.max(1, steps.length) * STEP_HEIGHT;
  const { client, spy, server } = columns(width);
  const lifeline = (x: number): SvgElement =>
    element('path', { d: `M${round(x)} 0V${height}`, stroke: look.line, 'stroke-dasharray': '2 3' });
  return frame(
    width,
    height,
    element('rect', { width, height, fill: look.ground }),
    lifeline(client),
    lifeline(spy),
    lifeline(server),
    ...heads(look),
    ...steps.map((step, place) => drawStep(step, place * STEP_HEIGHT, columns(width), look)),
  );
}

/** A ladder as a file, on a light ground, with its last line feed. */
export function ladderText(steps: readonly Step[], title: string, width = 960): string {
  const body = drawLadder(steps, width, LADDER_ON_PAPER);
  const height = HEAD_HEIGHT + Math.max(1, steps.length) * STEP_HEIGHT;
  const moved = element('g', { transform: `translate(0 ${HEAD_HEIGHT})` }, ...body.children);
  const { children } = drawLadderHead(width, LADDER_ON_PAPER);
  return svgText(frame(width, height, element('title', {}, visibleText(title)), ...children, moved));
}

function frame(width: number, height: number, ...children: SvgElement['children']): SvgElement {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': PICTURE_FONT,
    },
    ...children,
  );
}

const TONES = ['client', 'server', 'event', 'warning', 'error'] as const;
type Tone = (typeof TONES)[number];

function heads(look: LadderLook): SvgElement[] {
  return TONES.map((tone) => arrowHead(`ladder-${tone}`, look[tone]));
}

function drawStep(step: Step, top: number, at: Columns, look: LadderLook): SvgElement {
  const y = top + 25;
  const time = element(
    'text',
    { x: LEFT - 6, y: y - 6, 'font-size': 11, 'text-anchor': 'end', fill: look.muted },
    seconds(step.at),
  );
  switch (step.type) {
    case 'event':
      return element('g', {}, element('title', {}, eventText(step)), time, ...drawEvent(step, y, at, look));
    case 'command':
    case 'reply':
    case 'response':
    case 'content':
    case 'opaque':
      return element(
        'g',
        {},
        element('title', {}, stepText(step)),
        time,
        ...drawSaid(step, y, at, look),
        ...drawSpan(step, y, at, look),
      );
  }
}

type Spoken = Exclude<Step, EventStep>;

function drawSaid(step: Spoken, y: number, at: Columns, look: LadderLook): SvgElement[] {
  const tone = toneOf(step);
  const isInjected = 'injected' in step && step.injected;
  const start = isInjected ? at.spy : step.from === 'client' ? at.client : at.server;
  const end = step.from === 'client' ? at.server : at.client;
  const isBroad = step.type === 'content' || step.type === 'opaque';
  return [
    element('path', {
      d: `M${round(start)} ${y}H${round(end)}`,
      fill: 'none',
      stroke: look[tone],
      'stroke-width': isBroad ? 3 : 1.5,
      'marker-end': `url(#ladder-${tone})`,
    }),
    // It goes through the spy, who looks on.
    ...(isInjected ? [] : [element('circle', { cx: round(at.spy), cy: y, r: 2.5, fill: look[tone] })]),
    drawLabel(stepText(step), y - 6, at, look[tone === 'client' || tone === 'server' ? 'text' : tone], look),
    ...('finding' in step && step.finding !== null ? [drawFinding(step.finding, y, at, look)] : []),
  ];
}

function drawLabel(text: string, y: number, at: Columns, colour: string, look: LadderLook): SvgElement {
  const most = Math.max(4, Math.floor((at.server - at.client - 12) / CHARACTER));
  const label = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return element(
    'text',
    {
      x: round(at.spy),
      y,
      'font-size': 11,
      'font-family': MONOSPACED,
      'text-anchor': 'middle',
      fill: colour,
      stroke: look.halo,
      'stroke-width': 4,
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
    },
    label,
  );
}

function drawFinding(severity: Severity, y: number, at: Columns, look: LadderLook): SvgElement {
  const colour = severity === 'error' ? look.error : severity === 'warning' ? look.warning : look.muted;
  return element(
    'text',
    { x: at.width - 4, y: y + 5, 'font-size': 11, 'font-weight': 600, 'text-anchor': 'end', fill: colour },
    severity === 'note' ? 'note' : '⚠',
  );
}

function drawSpan(step: Spoken, y: number, at: Columns, look: LadderLook): SvgElement[] {
  const milliseconds = 'tookMs' in step ? step.tookMs : (step.until - step.at) / 1_000;
  if (milliseconds === null || milliseconds < 0.05) return [];
  const isSlow = milliseconds >= 1_000;
  return [
    element(
      'text',
      {
        x: at.width - 4,
        y: y - 6,
        'font-size': 11,
        'text-anchor': 'end',
        fill: isSlow ? look.warning : look.muted,
        ...(isSlow && { 'font-weight': 600 }),
      },
      span(milliseconds),
    ),
  ];
}

function drawEvent(step: EventStep, y: number, at: Columns, look: LadderLook): SvgElement[] {
  const middle = y - 7;
  const most = Math.floor((at.width - LEFT - 16) / 6.2);
  const words = eventText(step);
  const text = words.length > most ? `${words.slice(0, most - 1)}…` : words;
  const isBad = step.event.event === 'error' || step.event.event === 'tls-failed';
  return [
    element('rect', {
      x: LEFT,
      y: middle - 9,
      width: at.width - LEFT - 4,
      height: 18,
      rx: 4,
      fill: look.halo,
      stroke: isBad ? look.error : look.line,
    }),
    element(
      'text',
      {
        x: round((LEFT + at.width - 4) / 2),
        y: middle + 4,
        'font-size': 11,
        'text-anchor': 'middle',
        fill: isBad ? look.error : look.event,
      },
      text,
    ),
  ];
}

/** Steps count from the beginning: on which day that was stands elsewhere. */
function eventText({ event, row, at }: EventStep): string {
  if (event.event === 'connected') return visibleText(`Client ${endpointName(event.client)} connected.`);
  return visibleText(describeEvent({ type: 'event', row, at, event }));
}

/** What a step says, in a few words: its line, or what its lines are. */
export function stepText(step: Step): string {
  switch (step.type) {
    case 'event':
      return eventText(step);
    case 'command':
    case 'reply':
    case 'response': {
      const more = step.lastRow > step.row ? ` (+${step.lastRow - step.row} lines)` : '';
      return visibleText(`${step.text}${more}`);
    }
    case 'content':
      return step.lines === 1 ? 'message content, 1 line' : `message content, ${step.lines} lines`;
    case 'opaque':
      return 'TLS, unread';
  }
}

function toneOf(step: Spoken): Tone {
  if (step.type === 'reply' && step.code >= 400) return step.code < 500 ? 'warning' : 'error';
  return SPEAKER_TONES[step.from];
}

const SPEAKER_TONES: Readonly<Record<Speaker, Tone>> = { client: 'client', server: 'server' };

/** Seconds since the session began, to the millisecond. */
function seconds(microseconds: number): string {
  return (microseconds / 1_000_000).toFixed(3);
}

function span(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
