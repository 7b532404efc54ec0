import { arrows, DRAWN_STAGES, staying, type Arrow } from './picture.ts';
import { PHASE_COLOURS, SPEAKER_COLOURS } from './picture-colours.ts';
import { STAGES, type Stage } from './stages.ts';
import { BOX, courseOf, PICTURE, PLACES, stubStart, type Point } from './svg-layout.ts';

/** Events that an arrow names; it holds all of them as its title. */
const MOST_NAMED = 3;

/** Room above the uppermost words. */
const MARGIN = 16;

const FONT = 'font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif"';

/** The state machine as an SVG picture on a light ground, with its last line feed. */
export function drawSvg(): string {
  const all = arrows();
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-MARGIN} ${PICTURE.width} ${PICTURE.height + MARGIN}" role="img" ${FONT}>`,
    '<title>How an SMTP dialogue moves</title>',
    `<rect y="${-MARGIN}" width="${PICTURE.width}" height="${PICTURE.height + MARGIN}" fill="#ffffff"/>`,
    ...Object.entries(SPEAKER_COLOURS).map(([by, colour]) => drawHead(by, colour)),
    ...drawLegend(),
    ...all.map(drawWay),
    ...DRAWN_STAGES.map(drawStage),
    ...all.map(drawWords),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function drawHead(by: string, colour: string): string {
  return (
    `<defs><marker id="head-${by}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" ` +
    `orient="auto-start-reverse"><path d="M0 1 9 5 0 9z" fill="${colour}"/></marker></defs>`
  );
}

function drawLegend(): string[] {
  const words = { client: 'the client says', server: 'the server replies', both: 'both sides' } as const;
  return (['client', 'server', 'both'] as const).flatMap((by, place) => {
    const x = 60 + place * 190;
    const y = PICTURE.height - 30;
    return [
      `<path d="M${x} ${y - 5}h34" stroke="${SPEAKER_COLOURS[by]}" stroke-width="2" marker-end="url(#head-${by})"/>`,
      `<text x="${x + 44}" y="${y}" font-size="14" fill="#334155">${words[by]}</text>`,
    ];
  });
}

function drawStage(stage: Stage): string {
  const { title, phase, text } = STAGES[stage];
  const { fill, line } = PHASE_COLOURS[phase];
  const { x, y } = PLACES[stage];
  const stays = shortened(staying(stage));
  const left = x - BOX.width / 2;
  const top = y - BOX.height / 2;
  const second =
    stays === ''
      ? ''
      : `<text x="${x}" y="${y + 17}" font-size="11" text-anchor="middle" fill="#475569">↻ ${escape(stays)}</text>`;
  return (
    `<g><title>${escape(text)}</title>` +
    `<rect x="${left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="${fill}" ` +
    `stroke="${line}" stroke-width="1.5"/>` +
    `<text x="${x}" y="${stays === '' ? y + 5 : y - 2}" font-size="15" font-weight="600" text-anchor="middle" ` +
    `fill="#0f172a">${escape(title)}</text>${second}</g>`
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

function drawWay(arrow: Arrow): string {
  const { start, control, end } = curveOf(arrow);
  const path = `M${shown(start)}Q${shown(control)} ${shown(end)}`;
  return (
    `<path d="${path}" fill="none" stroke="${SPEAKER_COLOURS[arrow.by]}" stroke-width="1.6" ` +
    `marker-end="url(#head-${arrow.by})"><title>${escape(arrow.events.join(', '))}</title></path>`
  );
}

function drawWords(arrow: Arrow): string {
  const named = arrow.events.slice(0, MOST_NAMED);
  const words = named.length < arrow.events.length ? [...named.slice(0, -1), 'and others'] : named;
  const anywhere = arrow.from === 'anywhere' ? ['from anywhere'] : [];
  const lines = [...words.flatMap((event) => event.split(/(?<=refused), /)), ...anywhere];
  const text = arrow.from === 'anywhere' ? [named.join(', '), ...anywhere] : lines;
  const place = wordsPlace(arrow, text.length);
  const width = Math.max(...text.map((line) => line.length)) * 6.6 + 10;
  const height = text.length * 15 + 4;
  const spans = text.map(
    (line, at) =>
      `<tspan x="${round(place.x)}" y="${round(place.y - height / 2 + 13 + at * 15)}">${escape(line)}</tspan>`,
  );
  return (
    `<g><rect x="${round(place.x - width / 2)}" y="${round(place.y - height / 2)}" width="${round(width)}" ` +
    `height="${height}" rx="4" fill="#ffffff" fill-opacity="0.92"/>` +
    `<text font-size="12" text-anchor="middle" fill="${SPEAKER_COLOURS[arrow.by]}">${spans.join('')}</text></g>`
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
