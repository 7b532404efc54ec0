import { createElement } from 'react';
import type { ReactElement } from 'react';
import type { SvgElement } from '../../app/smtp/state-machine/svg-element.ts';

interface SvgViewProps {
  readonly picture: SvgElement;
  readonly className?: string;
  /** Said in words elsewhere: hidden from those who listen. */
  readonly isHidden?: boolean;
}

/** A picture that is plain data, as elements of the page. */
export function SvgView({ picture, className, isHidden = false }: SvgViewProps) {
  const hidden = isHidden ? { 'aria-hidden': true, role: 'presentation' } : {};
  return asElement(picture, 'picture', { className, ...hidden });
}

function asElement(
  { name, attributes, children }: SvgElement,
  key: string,
  more: Readonly<Record<string, unknown>> = {},
): ReactElement {
  const named = Object.entries(attributes).map(([attribute, value]) => [inReact(attribute), value] as const);
  return createElement(
    name,
    { ...Object.fromEntries(named), ...more, key },
    ...children.map((child, place) => (typeof child === 'string' ? child : asElement(child, String(place)))),
  );
}

/** `stroke-width` as React calls it. */
function inReact(attribute: string): string {
  return attribute.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
