/** Colours that stay readable whatever the shop's own colour is (WCAG 2.2 contrast). */
type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [23, 25, 28];
/** Surfaces of the two themes; `styles.css` names the same ones. */
const LIGHT_SURFACE: Rgb = [255, 255, 255];
const DARK_SURFACE: Rgb = [28, 31, 36];
const GRAPHIC = 3;
const TEXT = 4.7;

/**
 * The style rules that carry the shop's colour: `--accent` (fills) with `--on-accent`, `--accent-text` (links,
 * buttons) and `--tint` (the customer's own messages), for the light and the dark theme.
 */
export function paletteRules(color: string): string {
  const brand = parse(color) ?? parse('#1f6f5c') ?? INK;
  const lightTint = mix(brand, LIGHT_SURFACE, 0.12);
  const darkTint = mix(brand, DARK_SURFACE, 0.26);
  const [fill, onFill] = fillOf(brand);
  return `
:host { --accent: ${css(fill)}; --on-accent: ${css(onFill)}; }
.theme-light { --accent-text: ${css(towards(INK, brand, lightTint, TEXT))}; --tint: ${css(lightTint)}; }
.theme-dark { --accent-text: ${css(towards(WHITE, brand, darkTint, TEXT))}; --tint: ${css(darkTint)}; }`;
}

/** White on the colour, darkened a little where needed; dark on colours as light as yellow. */
function fillOf(brand: Rgb): [Rgb, Rgb] {
  if (contrast(brand, WHITE) < 2.2) return [brand, INK];
  return [towards(INK, brand, WHITE, GRAPHIC), WHITE];
}

/** The colour, moved towards another until it stands out from its background. */
function towards(goal: Rgb, color: Rgb, background: Rgb, ratio: number): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const moved = mix(goal, color, share);
    if (contrast(moved, background) >= ratio) return moved;
  }
  return goal;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return one.map((part, index) => Math.round(part * share + (other[index] ?? 0) * (1 - share))) as unknown as Rgb;
}

function parse(color: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (digits === undefined) return undefined;
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as unknown as Rgb;
}

function css(color: Rgb): string {
  return `rgb(${color.join(' ')})`;
}
