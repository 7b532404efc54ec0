/** An element of an SVG picture as plain data: written as text, or shown by a viewer. */
export interface SvgElement {
  readonly name: string;
  /** By their names in SVG: `stroke-width`. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Texts stand as they are; whoever writes them escapes them. */
  readonly children: readonly (SvgElement | string)[];
}

/** An element. */
export function element(
  name: string,
  attributes: SvgElement['attributes'] = {},
  ...children: SvgElement['children']
): SvgElement {
  return { name, attributes, children };
}

/** The typeface of all pictures. */
export const PICTURE_FONT = 'system-ui, Segoe UI, Helvetica, Arial, sans-serif';

/** A picture as a file: each element of the outermost on a line of its own, with the last line feed. */
export function svgText({ name, attributes, children }: SvgElement): string {
  const lines = [startTag(name, attributes, false), ...children.map(textOf), `</${name}>`];
  return `${lines.join('\n')}\n`;
}

function textOf(child: SvgElement | string): string {
  if (typeof child === 'string') return escape(child);
  const { name, attributes, children } = child;
  if (children.length === 0) return startTag(name, attributes, true);
  return `${startTag(name, attributes, false)}${children.map(textOf).join('')}</${name}>`;
}

function startTag(name: string, attributes: SvgElement['attributes'], isEmpty: boolean): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  return `<${name}${written.join('')}${isEmpty ? '/' : ''}>`;
}

// Characters that XML 1.0 does not allow at all become what stands for what cannot be shown.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escape(text: string): string {
  return text
    .replaceAll(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A number with one digit behind the point at most. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The head of an arrow, for `marker-end` and `marker-start` to name. */
export function arrowHead(id: string, colour: string): SvgElement {
  return element(
    'defs',
    {},
    element(
      'marker',
      {
        id,
        viewBox: '0 0 10 10',
        refX: 9,
        refY: 5,
        markerWidth: 8,
        markerHeight: 8,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto-start-reverse',
      },
      element('path', { d: 'M0 1 9 5 0 9z', fill: colour }),
    ),
  );
}
