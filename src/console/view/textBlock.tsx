import { type Direction, directionOf } from '../../widget/text/direction.ts';
import { type Segment, segmentsOf } from '../../widget/text/segments.ts';

/**
 * A text as paragraphs, one a line, each in its own direction, with safe links and isolated pieces. Whatever a customer
 * wrote comes to the page through this or as a plain child of `<bdi>`: as text, never as markup.
 */
export function TextBlock({ text, otherwise = 'rtl' }: { text: string; otherwise?: Direction }) {
  const whole = directionOf(text, otherwise);
  return (
    <>
      {text
        .replace(/\r\n?/g, '\n')
        .split('\n')
        .map((line, index) => (
          <Line key={index} line={line} whole={whole} />
        ))}
    </>
  );
}

function Line({ line, whole }: { line: string; whole: Direction }) {
  const direction = directionOf(line, whole);
  return (
    <p dir={direction}>
      {segmentsOf(line, direction).map((segment, index) => (
        <Piece key={index} segment={segment} />
      ))}
    </p>
  );
}

function Piece({ segment }: { segment: Segment }) {
  if (segment.kind === 'text') return <>{segment.text}</>;
  if (segment.kind === 'isolated') return <bdi dir={segment.direction}>{segment.text}</bdi>;
  const page = segment.href.startsWith('http');
  return (
    <a href={segment.href} dir="ltr" rel="noopener noreferrer" target={page ? '_blank' : undefined}>
      {segment.text}
    </a>
  );
}
