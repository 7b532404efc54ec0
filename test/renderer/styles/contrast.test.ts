/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

/** The colour that a role has in a theme: `#rrggbb`. */
function colour(role: string, theme: Theme): string {
  const value = new RegExp(`--${role}: ([^;]+);`).exec(tokens)?.[1] ?? '';
  const both = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value);
  const found = both === null ? value : both[theme === 'light' ? 1 : 2];
  if (found === undefined || !/^#\w{6}$/.test(found)) throw new Error(`No colour for ${role} in ${theme}`);
  return found;
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const ROLES = ['client', 'server', 'event', 'warning', 'error'];
const SURFACES = ['surface', 'surface-hover', 'selection', 'selection-quiet'];
const pairs = (texts: string[], grounds: string[]) =>
  texts.flatMap((text) => grounds.map((ground): [string, string] => [text, ground]));

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  it.each([
    ...pairs(['text', 'muted'], [...SURFACES, 'surface-sunken', 'surface-floating']),
    ...pairs(['faint', ...ROLES], SURFACES),
    ...ROLES.map((role): [string, string] => [role, `${role}-ground`]),
    ...pairs(['faint'], ['surface-sunken']),
    ['on-accent', 'accent'],
    ['on-accent', 'accent-hover'],
  ])('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SURFACES)('the focus is seen on %s', (ground) => {
    expect(contrast(colour('focus', theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
