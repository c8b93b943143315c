import type { ShownOrder } from '../api/wire.ts';
import { named } from '../words.ts';
import { Icon } from './icon.tsx';
import { useView } from './viewContext.ts';

const DATES = ['placedAt', 'shippedAt', 'promisedAt', 'deliveredAt'] as const;

/** The order that the customer proved to be theirs. */
export function OrderCard({ order }: { order: ShownOrder }) {
  const { say, amounts } = useView();
  return (
    <div class="order">
      <p class="order-head">
        <bdi dir="ltr">{order.number}</bdi>
        {order.status ? <span class="tag">{named(say, 'order', order.status)}</span> : null}
      </p>
      <ul class="lines">
        {order.items.map((item, index) => (
          <li key={index}>
            <span class="muted" dir="ltr">
              {item.quantity} ×
            </span>
            <span>
              <bdi>{item.name}</bdi>
            </span>
            {item.price === undefined ? null : <span class="muted">{amounts.money(item.price, order.currency)}</span>}
          </li>
        ))}
      </ul>
      <dl class="facts">
        {DATES.flatMap((date) => {
          const at = order[date];
          return at
            ? [<dt key={`${date} name`}>{say(`order_${date}`)}</dt>, <dd key={date}>{amounts.date(at)}</dd>]
            : [];
        })}
        {order.payment ? (
          <>
            <dt>{say('payment')}</dt>
            <dd>{named(say, 'payment', order.payment)}</dd>
          </>
        ) : null}
      </dl>
      {order.doubts?.length ? (
        <p class="doubt">
          <Icon name="alert" />
          {say('order_doubts')} {[...new Set(order.doubts.map(({ code }) => named(say, 'doubt', code)))].join(' · ')}
        </p>
      ) : null}
    </div>
  );
}
