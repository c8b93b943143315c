import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface WindowedListProps<Item> {
  readonly items: readonly Item[];
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => ComponentChildren;
  /** Called when the end comes near: the next page is wanted. */
  readonly onEnd?: () => void;
  /** Stays in view when it changes: the row of what is open. */
  readonly current?: string | undefined;
}

const SPARE_ROWS = 6;

/** A list of rows of one height, of which only those in sight (and a few around) are in the page. */
export function WindowedList<Item>(props: WindowedListProps<Item>) {
  const { items, rowHeight, label, keyOf, row, onEnd, current } = props;
  const box = useRef<HTMLElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 800 });
  const look = () => {
    const element = box.current;
    if (element) setSight({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const place = current === undefined ? -1 : items.findIndex((item) => keyOf(item) === current);
  useLayoutEffect(() => keepInSight(box.current, place, rowHeight), [place, rowHeight]);
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - SPARE_ROWS);
  const last = Math.min(items.length, Math.ceil((sight.top + sight.height) / rowHeight) + SPARE_ROWS);
  useEffect(() => {
    if (last >= items.length - SPARE_ROWS) onEnd?.();
  }, [last, items.length]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="windowed" ref={box} onScroll={look} tabIndex={0} aria-label={label}>
      {/* biome-ignore lint/a11y/noRedundantRoles: WebKit drops the role of lists without bullets */}
      <ul role="list" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            style={{ insetBlockStart: `${(first + index) * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function keepInSight(box: HTMLElement | null, place: number, rowHeight: number): void {
  if (!box || place < 0) return;
  const top = place * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
}
