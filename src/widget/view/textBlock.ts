import { type Direction, directionOf } from '../text/direction.ts';
import { type Segment, segmentsOf } from '../text/segments.ts';
import { el } from './dom.ts';

/** A text as paragraphs, one a line, each in its own direction, with links and isolated pieces. */
export function textBlock(text: string, otherwise: Direction): HTMLElement[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const whole = directionOf(text, otherwise);
  return lines.map((line) => {
    const direction = directionOf(line, whole);
    return el('p', { dir: direction }, ...segmentsOf(line, direction).map(segmentNode));
  });
}

function segmentNode(segment: Segment): Node {
  switch (segment.kind) {
    case 'text':
      return document.createTextNode(segment.text);
    case 'isolated':
      return el('bdi', { dir: segment.direction }, segment.text);
    case 'link':
      return linkNode(segment);
  }
}

function linkNode({ text, href }: Extract<Segment, { kind: 'link' }>): HTMLElement {
  const page = href.startsWith('http');
  return el('a', { href, dir: 'ltr', rel: 'noopener noreferrer', target: page ? '_blank' : undefined }, text);
}
