import type { Say } from '../src/answers/index.ts';
import { orderTimes } from '../src/returns/index.ts';
import type { KeptOrder } from './orderProof/keptOrder.ts';
import { isolate, spellTime } from './showText.ts';

/** Where a proved order stands, from its own record. A record that contradicts itself is said to. */
export function orderStatusText(order: KeptOrder, say: Say): string {
  const number = isolate(order.number);
  const first = say(`dialogs.status.${order.status ?? 'unknown'}`, { number });
  const items = order.items.map(({ name, quantity }) =>
    quantity > 1 ? `${isolate(name)} ×${quantity}` : isolate(name),
  );
  const dates = orderTimes.flatMap((time) => {
    const value = order[time];
    return typeof value === 'string' && isTold(time, order)
      ? [say(`dialogs.status.dates.${time}`, { date: spellTime(value) })]
      : [];
  });
  const doubt = order.doubts.length > 0 ? [say('dialogs.status.doubtful')] : [];
  return [
    first,
    say('dialogs.status.items', { items: items.join(say('dialogs.status.comma')) }),
    ...dates,
    ...doubt,
  ].join('\n');
}

/** What was promised no longer matters once the order came; a weak date is not told as a date of delivery. */
function isTold(time: (typeof orderTimes)[number], order: KeptOrder): boolean {
  if (time === 'promisedAt') return order.deliveredAt === undefined || order.deliveredAt === null;
  return !(time === 'deliveredAt' && order.deliveredFrom?.strength === 'weak');
}
