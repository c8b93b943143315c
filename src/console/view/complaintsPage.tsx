import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ComplaintItem } from '../api/wire.ts';
import { Cell, useCell } from '../model/cell.ts';
import { PagedList } from '../model/pagedList.ts';
import { hashOf } from '../route.ts';
import { named } from '../words.ts';
import { Choice } from './choice.tsx';
import { ComplaintPane } from './complaintPane.tsx';
import { ROW_HEIGHT } from './conversationRow.tsx';
import { Deadline } from './deadline.tsx';
import { Icon } from './icon.tsx';
import { ShopChoice } from './shopChoice.tsx';
import { useDesk, useView } from './viewContext.ts';
import { WindowedList } from './windowedList.tsx';

const KINDS = ['', 'complaint', 'access', 'rectify', 'delete', 'object'] as const;
const STATES = ['', 'open', 'assigned', 'answered', 'closed'] as const;

/** Complaints and privacy requests: the list with filters and export, beside the one that is open. */
export function ComplaintsPage({ number }: { number: string | undefined }) {
  const { say } = useView();
  return (
    <div class="split">
      <section class="list-pane" aria-label={say('page_complaints')}>
        <ComplaintList current={number} />
      </section>
      <main class="main-pane" id="main" tabIndex={-1}>
        {number ? <ComplaintPane key={number} number={number} /> : <p class="nothing">{say('choose_complaint')}</p>}
      </main>
    </div>
  );
}

function ComplaintList({ current }: { current: string | undefined }) {
  const { say } = useView();
  const desk = useDesk();
  const shop = useMemo(() => new Cell(''), []);
  const chosenShop = useCell(shop);
  const [kind, setKind] = useState('');
  const [state, setState] = useState('');
  const filters = { shop: chosenShop, kind, state };
  const list = useMemo(
    () =>
      new PagedList<ComplaintItem>(
        (after) => desk.api.get('complaints', { ...filters, after, limit: 40 }),
        (item) => item.number,
      ),
    [desk, chosenShop, kind, state],
  );
  const changed = useCell(desk.complaintsChanged);
  const { items, reading, read, failed } = useCell(list.state);
  useEffect(() => void list.refresh(), [list, changed]);
  const options = (names: readonly string[], group: string, all: string) =>
    names.map((name) => [name, name === '' ? say(all) : named(say, group, name)] as const);
  return (
    <>
      <header class="list-head">
        <h1>{say('page_complaints')}</h1>
        <ShopChoice cell={shop} />
      </header>
      <div class="filters">
        <Choice label={say('kind')} value={kind} onChoice={setKind} options={options(KINDS, 'kind', 'all_kinds')} />
        <Choice
          label={say('state')}
          value={state}
          onChoice={setState}
          options={options(STATES, 'case', 'all_states')}
        />
        <Export filters={filters} />
      </div>
      {items.length === 0 ? (
        <p class="nothing">{failed ? say('list_failed') : read && !reading ? say('nothing_found') : say('loading')}</p>
      ) : (
        <WindowedList
          items={items}
          rowHeight={ROW_HEIGHT}
          label={say('page_complaints')}
          keyOf={(item) => item.number}
          current={current}
          onEnd={() => void list.more()}
          row={(item) => <ComplaintRow item={item} open={item.number === current} />}
        />
      )}
    </>
  );
}

function Export({ filters }: { filters: Readonly<Record<string, string>> }) {
  const { say } = useView();
  const desk = useDesk();
  return (
    <span class="export">
      {(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          class="button small"
          download
          href={desk.api.address('complaints/export', { ...filters, format })}
        >
          <Icon name="download" />
          <span class="unseen">{say('export')} </span>
          <span dir="ltr">{format.toUpperCase()}</span>
        </a>
      ))}
    </span>
  );
}

function ComplaintRow({ item, open }: { item: ComplaintItem; open: boolean }) {
  const { say, amounts } = useView();
  const desk = useDesk();
  return (
    <a class="row" href={hashOf({ page: 'complaints', number: item.number })} aria-current={open ? 'true' : undefined}>
      <span class="row-head">
        <span class="row-name">
          {named(say, 'kind', item.kind)} <bdi dir="ltr">{item.number}</bdi>
        </span>
        <time dateTime={item.filedAt}>{amounts.date(item.filedAt)}</time>
      </span>
      <span class="preview" dir="auto">
        {item.preview || '\u2026'}
      </span>
      <span class="tags">
        <span class="tag case" data-state={item.state}>
          {named(say, 'case', item.state)}
        </span>
        <Deadline dueAt={item.dueAt} state={item.state} />
        {desk.session.shops.length > 1 ? (
          <span class="tag shop">
            <bdi>{desk.shopName(item.shop)}</bdi>
          </span>
        ) : null}
      </span>
    </a>
  );
}
