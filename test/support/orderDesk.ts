import { createLog } from '../../src/log.ts';
import {
  createCodeMailer,
  createOrders,
  createSampleSource,
  type Orders,
  type OrdersOptions,
} from '../../src/orders/index.ts';
import type { OrderSource } from '../../src/orders/orderSource.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';

export const DESK_NOW = Date.parse('2026-11-22T12:00:00+00:00');
const SHOPS = ['xiaomi-ma', 'village-ma', 'maroc4products'];
const SAMPLE = 'knowledge/sample/orders.json';

/** The orders part of one process: the sample orders, a real store, a clock that the test moves. */
export interface OrderDesk {
  readonly orders: Orders;
  readonly driver: Driver;
  /** Everything that was logged. */
  readonly logged: () => string;
  close(): Promise<void>;
}

export interface OrderDeskOptions extends Partial<OrdersOptions> {
  readonly storeUrl: string;
  readonly clock: { now: number };
  readonly smtpUrl?: string;
}

export function sampleSources(now: () => number): Map<string, OrderSource> {
  return new Map(SHOPS.map((shop) => [shop, createSampleSource({ shop, file: SAMPLE, now, moving: false })]));
}

export async function openOrderDesk({ storeUrl, clock, smtpUrl, ...options }: OrderDeskOptions): Promise<OrderDesk> {
  const lines: string[] = [];
  const now = () => clock.now;
  const log = createLog('debug', (line) => lines.push(line), now);
  const driver = options.driver ?? (await openDriver(storeUrl));
  const words = ({ code, minutes }: { code: string; minutes: number }) => ({
    subject: 'رمز الطلب',
    text: `الرمز ${code} (${minutes})`,
  });
  const mailer = smtpUrl
    ? createCodeMailer({ url: smtpUrl, from: 'Sanad <bot@shop.example>', words, now, timeoutMs: 2000 })
    : undefined;
  const orders = createOrders({
    sources: sampleSources(now),
    now,
    log,
    ...(mailer && { sendCode: mailer.send }),
    ...options,
    driver,
  });
  return {
    orders,
    driver,
    logged: () => lines.join(''),
    close: async () => {
      await orders.close();
      mailer?.close();
      await driver.close();
    },
  };
}
