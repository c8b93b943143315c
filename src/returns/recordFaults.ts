import type { CaseFacts } from './caseFacts.ts';
import { categories, type OrderRecord, type OrderTime, orderSequence, statuses } from './returnCase.ts';

/** A way in which an order record contradicts itself or cannot be understood; a person has to look at it. */
export interface RecordFault {
  readonly fault: string;
  readonly fields: readonly string[];
}

const PAST: readonly OrderTime[] = ['placedAt', 'confirmedAt', 'paidAt', 'shippedAt', 'deliveredAt'];
const STATUSES: ReadonlySet<string> = new Set(statuses);
const CATEGORIES: ReadonlySet<string> = new Set(categories);
const NOT_DELIVERED: ReadonlySet<string> = new Set(['placed', 'confirmed', 'shipped', 'unavailable']);
const NOT_SHIPPED: ReadonlySet<string> = new Set(['placed', 'confirmed', 'unavailable']);

/** The first contradiction of a record; days are compared, not hours. */
export function findRecordFault(order: OrderRecord, facts: CaseFacts): RecordFault | undefined {
  return findTimeFault(facts) ?? findStatusFault(order, facts) ?? findItemFault(order);
}

function findTimeFault({ times, now }: CaseFacts): RecordFault | undefined {
  for (const [earlier, later] of orderSequence) {
    const [first, second] = [times[earlier], times[later]];
    if (first && second && second.day < first.day) return { fault: 'out_of_order', fields: [earlier, later] };
  }
  const future = PAST.find((name) => (times[name]?.day ?? now.day) > now.day);
  return future && { fault: 'in_the_future', fields: [future] };
}

function findStatusFault({ status }: OrderRecord, { times }: CaseFacts): RecordFault | undefined {
  if (status === undefined || status === null) return undefined;
  if (!STATUSES.has(status)) return { fault: 'unknown_status', fields: ['status'] };
  if (times.deliveredAt && NOT_DELIVERED.has(status))
    return { fault: 'status_behind', fields: ['status', 'deliveredAt'] };
  if (times.shippedAt && NOT_SHIPPED.has(status)) return { fault: 'status_behind', fields: ['status', 'shippedAt'] };
  return undefined;
}

function findItemFault({ item }: OrderRecord): RecordFault | undefined {
  const { category, price } = item ?? {};
  if (typeof category === 'string' && !CATEGORIES.has(category)) {
    return { fault: 'unknown_category', fields: ['category'] };
  }
  if (typeof price === 'number' && !(price >= 0 && Number.isFinite(price))) {
    return { fault: 'impossible_price', fields: ['price'] };
  }
  return undefined;
}
