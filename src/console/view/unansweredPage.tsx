import { useMemo } from 'preact/hooks';
import type { UnansweredItem } from '../api/wire.ts';
import { Cell, useCell } from '../model/cell.ts';
import { PagedList } from '../model/pagedList.ts';
import { hashOf } from '../route.ts';
import { ListPage } from './listPage.tsx';
import { ShopChoice } from './shopChoice.tsx';
import { useDesk, useView } from './viewContext.ts';

/** What customers asked that no clause answers: where the shop's policy or its answers have a gap. */
export function UnansweredPage() {
  const { say } = useView();
  const desk = useDesk();
  const cell = useMemo(() => new Cell(''), []);
  const shop = useCell(cell);
  const list = useMemo(
    () =>
      new PagedList<UnansweredItem>(
        (after) => desk.api.get('unanswered', { shop, after, limit: 50 }),
        (item) => `${item.conversation} ${item.at} ${item.question}`,
      ),
    [desk, shop],
  );
  return (
    <ListPage
      title={say('page_unanswered')}
      lead={say('unanswered_lead')}
      list={list}
      keyOf={(item) => `${item.conversation} ${item.at} ${item.question}`}
      rowHeight={72}
      nothing={say('nothing_unanswered')}
      head={<ShopChoice cell={cell} />}
      row={(item) => <Question item={item} />}
    />
  );
}

function Question({ item }: { item: UnansweredItem }) {
  const { say, amounts } = useView();
  const desk = useDesk();
  return (
    <a class="row wide-row" href={hashOf({ page: 'inbox', conversation: item.conversation })}>
      <span class="question" dir="auto">
        {item.question}
      </span>
      <span class="tags">
        {item.times && item.times > 1 ? <span class="tag">{say('times', { count: item.times })}</span> : null}
        <span class="tag shop">
          <bdi>{desk.shopName(item.shop)}</bdi>
        </span>
        <time dateTime={item.at}>{amounts.dateTime(item.at)}</time>
      </span>
    </a>
  );
}
