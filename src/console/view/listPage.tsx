import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useCell } from '../model/cell.ts';
import type { PagedList } from '../model/pagedList.ts';
import { useView } from './viewContext.ts';
import { WindowedList } from './windowedList.tsx';

interface ListPageProps<Item> {
  readonly title: string;
  readonly lead?: string;
  readonly list: PagedList<Item>;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => ComponentChildren;
  readonly rowHeight: number;
  readonly nothing: string;
  readonly head?: ComponentChildren;
}

/** A page that is one long list. */
export function ListPage<Item>({ title, lead, list, keyOf, row, rowHeight, nothing, head }: ListPageProps<Item>) {
  const { say } = useView();
  const { items, reading, read, failed } = useCell(list.state);
  useEffect(() => void list.refresh(), [list]);
  return (
    <main class="page" id="main" tabIndex={-1}>
      <header class="page-head">
        <h1>{title}</h1>
        {head}
      </header>
      {lead ? <p class="lead">{lead}</p> : null}
      {items.length === 0 ? (
        <p class="nothing">{failed ? say('list_failed') : read && !reading ? nothing : say('loading')}</p>
      ) : (
        <WindowedList
          items={items}
          rowHeight={rowHeight}
          label={title}
          keyOf={keyOf}
          onEnd={() => void list.more()}
          row={row}
        />
      )}
    </main>
  );
}
