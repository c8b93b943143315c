/** An order as tests write it down once; each platform's server tells it in its own shape. */
export interface ShopOrder {
  readonly number: string;
  readonly status: 'confirmed' | 'shipped' | 'delivered';
  readonly email?: string;
  readonly phone?: string;
  readonly placedAt: string;
  readonly deliveredAt?: string;
  readonly items: readonly ShopItem[];
}

export interface ShopItem {
  readonly sku: string;
  readonly name: string;
  /** In the shop's own words. */
  readonly category: string;
  readonly price: number;
  readonly quantity: number;
}

export const SHOP = 'village-ma';
export const NOW = Date.parse('2026-11-22T12:00:00+00:00');

/** What the shop's words for categories mean. */
export const VOCABULARY = {
  categories: { Alimentation: 'food', Artisanat: 'craft' },
  skus: { 'VG-F*': 'food', 'VG-C*': 'craft' },
} as const;

const honey: ShopItem = {
  sku: 'VG-F1',
  name: 'عسل الدغموس الحر 500 غرام',
  category: 'Alimentation',
  price: 230,
  quantity: 1,
};
const tajine: ShopItem = {
  sku: 'VG-C1',
  name: 'طاجين فخار مزخرف 28 سم',
  category: 'Artisanat',
  price: 165.5,
  quantity: 2,
};

const MANY = Array.from(
  { length: 7 },
  (_, index): ShopOrder => ({
    number: String(2001 + index),
    status: 'confirmed',
    email: 'many@example.com',
    phone: '0600000777',
    placedAt: `2026-11-0${index + 1}T10:00:00+00:00`,
    items: [honey],
  }),
);

export const ORDERS: readonly ShopOrder[] = [
  {
    number: '1001',
    status: 'delivered',
    email: 'Khadija.Amzil@Example.ma',
    phone: '+212600000034',
    placedAt: '2026-11-09T08:33:00+00:00',
    deliveredAt: '2026-11-15T10:50:00+00:00',
    items: [honey, tajine],
  },
  {
    number: '1002',
    status: 'confirmed',
    email: 'omar@example.com',
    phone: '0600000035',
    placedAt: '2026-11-16T11:56:00+00:00',
    items: [{ ...tajine, name: '<b>طاجين</b>\u202e *جديد*\nhttps://evil.example/x' }],
  },
  // The number of another order stands in this one's phone: a fuzzy search for 1001 finds both.
  {
    number: '11001',
    status: 'confirmed',
    email: 'x1001@example.com',
    phone: '0610010035',
    placedAt: '2026-11-17T11:56:00+00:00',
    items: [honey],
  },
  ...MANY,
];

/** Two orders with one number, as only a broken shop has them. */
export const TWICE: readonly ShopOrder[] = [
  {
    number: '3001',
    status: 'confirmed',
    email: 'first@example.com',
    placedAt: '2026-11-01T10:00:00+00:00',
    items: [honey],
  },
  {
    number: '3001',
    status: 'confirmed',
    email: 'second@example.com',
    placedAt: '2026-11-02T10:00:00+00:00',
    items: [honey],
  },
];

/** Fuzzy search as platforms do it: the words anywhere in number, e-mail or phone. Newest first. */
export function searched(orders: readonly ShopOrder[], words: string): ShopOrder[] {
  const found = orders.filter((order) =>
    [order.number, order.email?.toLowerCase(), order.phone].some((value) => value?.includes(words.toLowerCase())),
  );
  return found.toSorted((a, b) => Date.parse(b.placedAt) - Date.parse(a.placedAt));
}
