import { expect, test } from 'vitest';
import { contrast, paletteRules } from '../../src/widget/palette.ts';

type Rgb = [number, number, number];

/** The colour of a name in a theme's rule. */
function colorOf(rules: string, selector: string, name: string): Rgb {
  const rule = rules.slice(rules.indexOf(selector));
  const numbers = new RegExp(`${name}: rgb\\((\\d+) (\\d+) (\\d+)\\)`).exec(rule)?.slice(1).map(Number);
  return numbers as Rgb;
}

const SHOP_COLORS = [
  '#ff6900',
  '#7a5c2e',
  '#0b6e4f',
  '#ffffff',
  '#000000',
  '#ffee00',
  '#00ffff',
  '#808080',
  '#0000ff',
  '#zzz',
];

test.each(SHOP_COLORS)('with the shop colour %s everything can be read', (color) => {
  const rules = paletteRules(color);
  const [accent, onAccent] = [colorOf(rules, ':host', '--accent'), colorOf(rules, ':host', '--on-accent')];
  expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(3);
  for (const [selector, ink] of [
    ['.theme-light', [27, 30, 34]],
    ['.theme-dark', [236, 238, 240]],
  ] as const) {
    const tint = colorOf(rules, selector, '--tint');
    expect(contrast(tint, ink as unknown as Rgb)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tint, colorOf(rules, selector, '--accent-text'))).toBeGreaterThanOrEqual(4.5);
  }
});
