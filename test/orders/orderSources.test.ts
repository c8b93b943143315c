import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log.ts';
import { openFileSource } from '../../src/orders/sources/file/fileSource.ts';
import { createGivenSource } from '../../src/orders/sources/sampleSource.ts';
import { ShopifySource } from '../../src/orders/sources/shopify/shopifySource.ts';
import { WooCommerceSource } from '../../src/orders/sources/woocommerce/woocommerceSource.ts';
import { YouCanSource } from '../../src/orders/sources/youcan/youcanSource.ts';
import { SHOPIFY_SECRET, startShopify } from '../support/shopifyServer.ts';
import { NOW, SHOP, type ShopOrder, VOCABULARY } from '../support/shopOrders.ts';
import { startWoo, WOO_SECRET } from '../support/wooServer.ts';
import { startYouCan, YOUCAN_SECRET } from '../support/youcanServer.ts';
import { type OpenedSource, orderSourceContract } from './orderSourceContract.ts';
import { type RemoteDescriptor, remoteSourceContract } from './remoteSourceContract.ts';

const now = () => NOW;
const SHOP_RECORD = { origin: 'shop_record', strength: 'strong' } as const;

orderSourceContract({
  name: 'given orders',
  delivered: SHOP_RECORD,
  twice: 'refuses',
  open: async (orders) => ({
    source: createGivenSource({ shop: SHOP, orders: orders.map((order) => asJson(order, VOCABULARY.categories)), now }),
    close: async () => undefined,
  }),
});

orderSourceContract({
  name: 'a JSON file',
  delivered: SHOP_RECORD,
  twice: 'refuses',
  open: (orders) => openFile('orders.json', JSON.stringify({ orders: orders.map((order) => asJson(order)) })),
});

orderSourceContract({
  name: 'a CSV file',
  delivered: SHOP_RECORD,
  twice: 'refuses',
  open: (orders) => openFile('orders.csv', asCsv(orders)),
});

const remotes: readonly (RemoteDescriptor & Pick<Parameters<typeof orderSourceContract>[0], 'delivered'>)[] = [
  {
    name: 'WooCommerce',
    secret: WOO_SECRET,
    delivered: { origin: 'order_completed', strength: 'weak' },
    start: startWoo,
    create: (options) => new WooCommerceSource(options),
    secretHeader: 'authorization',
  },
  {
    name: 'Shopify',
    secret: SHOPIFY_SECRET,
    delivered: { origin: 'carrier', strength: 'strong' },
    start: startShopify,
    create: (options) => new ShopifySource(options),
    secretHeader: 'x-shopify-access-token',
  },
  {
    name: 'YouCan',
    secret: YOUCAN_SECRET,
    delivered: { origin: 'order_modified', strength: 'weak' },
    start: startYouCan,
    create: (options) => new YouCanSource(options),
    secretHeader: 'authorization',
  },
];

for (const remote of remotes) {
  orderSourceContract({
    name: remote.name,
    delivered: remote.delivered,
    twice: 'marks',
    open: async (orders) => {
      const server = await remote.start(orders);
      const source = remote.create({
        shop: SHOP,
        url: server.url,
        secret: remote.secret,
        vocabulary: VOCABULARY,
        now,
        sleep: async () => undefined,
      });
      return { source, requests: () => server.requests.length, close: () => server.close() };
    },
  });
  remoteSourceContract(remote);
}

async function openFile(name: string, text: string): Promise<OpenedSource> {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-orders-'));
  const file = join(folder, name);
  writeFileSync(file, text);
  try {
    const source = openFileSource({ shop: SHOP, file, vocabulary: VOCABULARY, now, log: createLog('silent') });
    return { source, close: async () => rmSync(folder, { recursive: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

function asJson(order: ShopOrder, ours: Readonly<Record<string, string>> = {}) {
  return { ...order, items: order.items.map((item) => ({ ...item, category: ours[item.category] ?? item.category })) };
}

function asCsv(orders: readonly ShopOrder[]): string {
  const quoted = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
  const rows = orders.flatMap((order) =>
    order.items.map((item) => [
      order.number,
      order.status,
      order.email,
      order.phone,
      order.placedAt,
      order.deliveredAt,
      item.sku,
      item.name,
      item.category,
      String(item.price).replace('.', ','),
      item.quantity,
    ]),
  );
  const header = 'number;status;email;phone;placedAt;deliveredAt;itemSku;itemName;itemCategory;itemPrice;itemQuantity';
  return `\ufeff${header}\r\n${rows.map((row) => row.map(quoted).join(';')).join('\r\n')}\r\n`;
}
