import { join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { type OrderSettings, readOrderSettings } from './orderSettings.ts';
import { OrderDataError, type OrderFault, type OrderSource } from './orderSource.ts';
import { openFileSource } from './sources/file/fileSource.ts';
import type { RequestBounds } from './sources/jsonRequest.ts';
import { createSampleSource } from './sources/sampleSource.ts';
import { ShopifySource } from './sources/shopify/shopifySource.ts';
import { WooCommerceSource } from './sources/woocommerce/woocommerceSource.ts';
import { YouCanSource } from './sources/youcan/youcanSource.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface OpenOrderSourcesOptions {
  /** The knowledge folder: `shops/<shop>/orders.yaml` and `sample/orders.json` are read from it. */
  readonly root: string;
  readonly shops: readonly string[];
  /** ORDERS_SECRETS: the credentials of each shop's platform. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly now: () => number;
  readonly log: Log;
  /** Dates of the sample orders move with today (a demonstration), or stay (tests). */
  readonly moving: boolean;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly bounds?: Partial<RequestBounds>;
}

/**
 * Opens the order source of every shop.
 * @throws OrderDataError with all faults of all shops: settings, missing credentials, files that cannot be used
 */
export function openOrderSources(options: OpenOrderSourcesOptions): ReadonlyMap<string, OrderSource> {
  const faults: OrderFault[] = [];
  const sources = new Map<string, OrderSource>();
  for (const shop of options.shops) {
    const settings = readOrderSettings(options.root, shop, faults);
    if (!settings) continue;
    try {
      sources.set(shop, openSource(shop, settings, options));
    } catch (error) {
      if (!(error instanceof OrderDataError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new OrderDataError(faults);
  return sources;
}

function openSource(shop: string, settings: OrderSettings, options: OpenOrderSourcesOptions): OrderSource {
  const { root, now, log, moving } = options;
  switch (settings.source) {
    case 'sample':
      log.warn('sample orders', { shop });
      return createSampleSource({ shop, file: join(root, 'sample/orders.json'), now, moving });
    case 'file':
      return openFile(shop, settings, options);
    case 'woocommerce':
      return new WooCommerceSource({
        ...remote(shop, settings, options),
        ...(settings.meta && { meta: settings.meta }),
      });
    case 'shopify':
      return new ShopifySource(remote(shop, settings, options));
    case 'youcan':
      return new YouCanSource(remote(shop, settings, options));
  }
}

type FileSettings = Extract<OrderSettings, { source: 'file' }>;

function openFile(shop: string, settings: FileSettings, { now, log }: OpenOrderSourcesOptions): OrderSource {
  const { file, columns, none, dayFirst, encoding } = settings;
  return openFileSource({
    shop,
    file: resolve(file),
    vocabulary: vocabularyOf(settings),
    ...(columns && { columns }),
    ...(none && { none }),
    ...(dayFirst !== undefined && { dayFirst }),
    ...(encoding !== undefined && { encoding }),
    now,
    log,
  });
}

type RemoteSettings = Extract<OrderSettings, { url: string }>;

function remote(shop: string, settings: RemoteSettings, options: OpenOrderSourcesOptions) {
  const { secrets, now, sleep = wait, bounds } = options;
  const secret = secrets.get(shop);
  if (secret === undefined) {
    const message = `credentials are missing: set ORDERS_SECRETS to ${shop}=…`;
    throw new OrderDataError([{ file: `shops/${shop}/orders.yaml`, line: 1, message }]);
  }
  return { shop, url: settings.url, secret, vocabulary: vocabularyOf(settings), now, sleep, ...(bounds && { bounds }) };
}

function vocabularyOf(settings: FileSettings | RemoteSettings): Vocabulary {
  const { statuses, categories, skus, otherwise } = settings;
  return {
    ...(statuses && { statuses }),
    ...(categories && { categories }),
    ...(skus && { skus }),
    ...(otherwise && { otherwise }),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
