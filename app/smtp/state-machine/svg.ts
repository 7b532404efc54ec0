import { arrows, DRAWN_STAGES, staying, type Arrow } from './picture.ts';
import { PHASE_COLOURS, SPEAKER_COLOURS, type BoxColours } from './picture-colours.ts';
import { STAGES, type Stage } from './stages.ts';
import { arrowHead, element, PICTURE_FONT, round, svgText, type SvgElement } from './svg-element.ts';
import { BOX, courseOf, PICTURE, PLACES, stubStart, type Point } from './svg-layout.ts';

/** Events that an arrow names; it holds all of them as its title. */
const MOST_NAMED = 3;

/** Room above the uppermost words. */
const MARGIN = 16;

/** How strong a part of the picture is: `quiet` what a conversation did not touch, without colour; `lit` where it stands. */
export type Emphasis = 'plain' | 'quiet' | 'lit';

/** How the picture looks, and what of it is lit. */
export interface StateMachineLook {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  /** Lines of what is quiet. */
  readonly quiet: string;
  readonly speakers: Readonly<Record<Arrow['by'], string>>;
  readonly box: (stage: Stage) => BoxColours;
  readonly ofStage: (stage: Stage) => Emphasis;
  readonly ofArrow: (arrow: Arrow) => Emphasis;
}

/** On a light ground, everything plain: for files. */
const ON_PAPER: StateMachineLook = {
  ground: '#ffffff',
  text: '#0f172a',
  muted: '#475569',
  quiet: '#cbd5e1',
  speakers: SPEAKER_COLOURS,
  box: (stage) => PHASE_COLOURS[STAGES[stage].phase],
  ofStage: () => 'plain',
  ofArrow: () => 'plain',
};

/** The state machine as an SVG picture on a light ground, with its last line feed. */
export function drawSvg(): string {
  return svgText(drawStateMachine(ON_PAPER));
}

/** The state machine as a picture. */
export function drawStateMachine(look: StateMachineLook): SvgElement {
  // What is lit comes last, so that nothing quiet lies over it.
  const all = arrows().toSorted((one, other) => weight(look.ofArrow(one)) - weight(look.ofArrow(other)));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 ${-MARGIN} ${PICTURE.width} ${PICTURE.height + MARGIN}`,
      role: 'img',
      'font-family': PICTURE_FONT,
    },
    element('title', {}, 'How an SMTP dialogue moves'),
    element('rect', {
      y: -MARGIN,
      width: PICTURE.width,
      height: PICTURE.height + MARGIN,
      fill: look.ground,
    }),
    ...Object.entries({ ...look.speakers, quiet: look.quiet }).map(([by, colour]) =>
      arrowHead(`head-${by}`, colour),
    ),
    ...drawLegend(look),
    ...all.map((arrow) => drawWay(arrow, look)),
    ...DRAWN_STAGES.map((stage) => drawStage(stage, look)),
    ...all.map((arrow) => drawWords(arrow, look)),
  );
}

const WEIGHTS: Readonly<Record<Emphasis, number>> = { quiet: 0, plain: 1, lit: 2 };

function weight(emphasis: Emphasis): number {
  return WEIGHTS[emphasis];
}

function lineOf(arrow: Arrow, look: StateMachineLook): string {
  return look.ofArrow(arrow) === 'quiet' ? look.quiet : look.speakers[arrow.by];
}

function drawLegend({ speakers, muted }: StateMachineLook): SvgElement[] {
  const words = { client: 'the client says', server: 'the server replies', both: 'both sides' } as const;
  return (['client', 'server', 'both'] as const).flatMap((by, place) => {
    const x = 60 + place * 190;
    const y = PICTURE.height - 30;
    return [
      element('path', {
        d: `M${x} ${y - 5}h34`,
        stroke: speakers[by],
        'stroke-width': 2,
        'marker-end': `url(#head-${by})`,
      }),
      element('text', { x: x + 44, y, 'font-size': 14, fill: muted }, words[by]),
    ];
  });
}

function drawStage(stage: Stage, look: StateMachineLook): SvgElement {
  const { title, text } = STAGES[stage];
  const { fill, line } = look.box(stage);
  const emphasis = look.ofStage(stage);
  const { x, y } = PLACES[stage];
  const stays = shortened(staying(stage));
  const second = element(
    'text',
    { x, y: y + 17, 'font-size': 11, 'text-anchor': 'middle', fill: look.muted },
    `↻ ${stays}`,
  );
  return element(
    'g',
    {},
    element('title', {}, text),
    element('rect', {
      x: x - BOX.width / 2,
      y: y - BOX.height / 2,
      width: BOX.width,
      height: BOX.height,
      rx: 8,
      fill,
      stroke: line,
      'stroke-width': emphasis === 'lit' ? 4 : 1.5,
    }),
    element(
      'text',
      {
        x,
        y: stays === '' ? y + 5 : y - 2,
        'font-size': 15,
        'font-weight': 600,
        'text-anchor': 'middle',
        fill: emphasis === 'quiet' ? look.muted : look.text,
      },
      title,
    ),
    ...(stays === '' ? [] : [second]),
  );
}

function shortened(events: readonly string[]): string {
  const words = events.join(', ');
  return words.length <= 24 ? words : `${words.slice(0, 23).replace(/[\s,]+\S*$/, '')} …`;
}

/** The curve of an arrow: from the border of one box to that of the other. */
interface Curve {
  readonly start: Point;
  readonly control: Point;
  readonly end: Point;
}

function curveOf(arrow: Arrow): Curve {
  const to = PLACES[arrow.to];
  if (arrow.from === 'anywhere') {
    const start = stubStart(arrow);
    return { start, control: start, end: borderTowards({ x: start.x, y: to.y }, start) };
  }
  const from = PLACES[arrow.from];
  const { bend } = courseOf(arrow);
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const control = {
    x: (from.x + to.x) / 2 + ((to.y - from.y) / length) * bend,
    y: (from.y + to.y) / 2 - ((to.x - from.x) / length) * bend,
  };
  return { start: borderTowards(from, control), control, end: borderTowards(to, control) };
}

/** Where the way from the middle of a box to a point leaves the box. */
function borderTowards(middle: Point, point: Point): Point {
  const x = point.x - middle.x;
  const y = point.y - middle.y;
  const scale = Math.min(
    x === 0 ? Infinity : (BOX.width / 2 + 2) / Math.abs(x),
    y === 0 ? Infinity : (BOX.height / 2 + 2) / Math.abs(y),
  );
  return { x: middle.x + x * scale, y: middle.y + y * scale };
}

function drawWay(arrow: Arrow, look: StateMachineLook): SvgElement {
  const { start, control, end } = curveOf(arrow);
  const emphasis = look.ofArrow(arrow);
  return element(
    'path',
    {
      d: `M${shown(start)}Q${shown(control)} ${shown(end)}`,
      fill: 'none',
      stroke: lineOf(arrow, look),
      'stroke-width': emphasis === 'lit' ? 4 : emphasis === 'quiet' ? 1.2 : 1.6,
      'marker-end': `url(#head-${emphasis === 'quiet' ? 'quiet' : arrow.by})`,
    },
    element('title', {}, arrow.events.join(', ')),
  );
}

function drawWords(arrow: Arrow, look: StateMachineLook): SvgElement {
  const named = arrow.events.slice(0, MOST_NAMED);
  const words = named.length < arrow.events.length ? [...named.slice(0, -1), 'and others'] : named;
  const anywhere = arrow.from === 'anywhere' ? ['from anywhere'] : [];
  const lines = [...words.flatMap((event) => event.split(/(?<=refused), /)), ...anywhere];
  const text = arrow.from === 'anywhere' ? [named.join(', '), ...anywhere] : lines;
  const place = wordsPlace(arrow, text.length);
  const width = Math.max(...text.map((line) => line.length)) * 6.6 + 10;
  const height = text.length * 15 + 4;
  return element(
    'g',
    {},
    element('rect', {
      x: round(place.x - width / 2),
      y: round(place.y - height / 2),
      width: round(width),
      height,
      rx: 4,
      fill: look.ground,
      'fill-opacity': 0.92,
    }),
    element(
      'text',
      {
        'font-size': 12,
        'text-anchor': 'middle',
        fill: look.ofArrow(arrow) === 'quiet' ? look.muted : look.speakers[arrow.by],
      },
      ...text.map((line, at) =>
        element('tspan', { x: round(place.x), y: round(place.y - height / 2 + 13 + at * 15) }, line),
      ),
    ),
  );
}

function wordsPlace(arrow: Arrow, lines: number): Point {
  const { start, control, end } = curveOf(arrow);
  if (arrow.from === 'anywhere') {
    const isBelow = start.y > end.y;
    return { x: start.x, y: start.y + (isBelow ? 1 : -1) * (lines * 7.5 + 4) };
  }
  const t = courseOf(arrow).words;
  return {
    x: (1 - t) ** 2 * start.x + 2 * t * (1 - t) * control.x + t ** 2 * end.x,
    y: (1 - t) ** 2 * start.y + 2 * t * (1 - t) * control.y + t ** 2 * end.y,
  };
}

function shown({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}
