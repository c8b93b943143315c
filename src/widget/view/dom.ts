import { listen } from '../guard.ts';

export type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => unknown)>>;

/**
 * Makes an element: `on…` attributes are listeners, `true` is an attribute without value, `false` and `undefined` are
 * none. Strings become text, so no text of a message can become markup.
 */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') listen(element, key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** Makes the children be exactly these, moving and removing as little as possible: what stays is not read out again. */
export function arrange(parent: Element, children: readonly Node[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.childNodes[index] !== child) parent.insertBefore(child, parent.childNodes[index] ?? null);
  });
}

/** Makes an element on the page like a fresh one, keeping the parts that are the same: they are not read out again. */
export function become(shown: Element, fresh: Element): void {
  for (const { name } of [...shown.attributes]) shown.removeAttribute(name);
  for (const { name, value } of fresh.attributes) shown.setAttribute(name, value);
  const kept = [...fresh.childNodes].map((part, index) => {
    const before = shown.childNodes[index];
    return before?.isEqualNode(part) ? before : part;
  });
  arrange(shown, kept);
}

const SVG = 'http://www.w3.org/2000/svg';

/** Line drawings on a field of 24 by 24. `flip` turns an arrow around where one reads from right to left. */
const PATHS = {
  chat: 'M4 5.8A2.8 2.8 0 0 1 6.8 3h10.4A2.8 2.8 0 0 1 20 5.800v7.400a2.8 2.8 0 0 1-2.8 2.8H11l-4.6 4.2V16A2.400 2.400 0 0 1 4 13.600zM8.500 8h7M8.500 11.500h4.500',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.500l6 6 6-6',
  send: 'M20 12H5M11 5.500L4.500 12l6.500 6.500',
  clip: 'M19 11.500l-7.300 7.300a4.600 4.600 0 0 1-6.500-6.500l7.800-7.800a3 3 0 0 1 4.300 4.300l-7.600 7.600a1.500 1.500 0 0 1-2.100-2.100L14.500 7.500',
  restart: 'M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 3.500v4h-4',
  clause: 'M7 3.500h7.500L19 8v12.500H7zM14 3.500V8.500h5M10 12.500h6M10 16h6',
  open: 'M10 6H6v12h12v-4M14 5h5v5M19 5l-8 8',
  clock: 'M12 7.500V12l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  alert: 'M12 8v5M12 16.300v.2M12 3.500l9 16.500H3z',
  offline: 'M4 4l16 16M8.500 14.500a5 5 0 0 1 7 0M5 11a10 10 0 0 1 4-2.300M19 11a10 10 0 0 0-6-2.900M12 18v.2',
} as const;

export function icon(name: keyof typeof PATHS, flip = false): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  const attributes = { viewBox: '0 0 24 24', width: '24', height: '24', 'aria-hidden': 'true', focusable: 'false' };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  if (flip) svg.classList.add('flip');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
