import { type BigIntStats, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Log } from '../../../log.ts';
import { foundOrder } from '../../foundOrder.ts';
import { OrderDataError, type OrderSource, OrderSourceError } from '../../orderSource.ts';
import { type RawOrder, type Reading, readOrder } from '../../readOrder.ts';
import type { Vocabulary } from '../../vocabulary.ts';
import { HeldOrders } from '../heldOrders.ts';
import { decodeText } from './decodeText.ts';
import { type CsvOrders, readCsvOrders } from './readCsvOrders.ts';
import { readJsonOrders } from './readJsonOrders.ts';

export interface FileOptions {
  readonly shop: string;
  /** Path of a `.json` file, or of a `.csv`, `.tsv` or `.txt` table. */
  readonly file: string;
  readonly vocabulary: Vocabulary;
  readonly columns?: CsvOrders['columns'];
  readonly none?: CsvOrders['none'];
  readonly dayFirst?: boolean;
  /** Of files that are neither UTF-8 nor marked UTF-16, such as `windows-1256`. */
  readonly encoding?: string;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * The file that a shop's system exports. It is read again when it has changed. While a changed file cannot be used,
 * orders are unavailable: those of the file before might already be wrong.
 * @throws OrderDataError when the file cannot be used at the start
 */
export function openFileSource(options: FileOptions): OrderSource {
  const source = new FileSource(options);
  source.load();
  return source;
}

type Loaded =
  | { readonly status: 'loaded'; readonly mark: string; readonly orders: HeldOrders }
  | { readonly status: 'faulty'; readonly mark: string };

class FileSource implements OrderSource {
  readonly name = 'file';
  readonly #options: FileOptions;
  #loaded: Loaded | undefined;

  constructor(options: FileOptions) {
    this.#options = options;
  }

  async findByNumber(number: string): ReturnType<OrderSource['findByNumber']> {
    return this.#current().byNumber(number);
  }

  async findByContact(
    ...[contact, page]: Parameters<OrderSource['findByContact']>
  ): ReturnType<OrderSource['findByContact']> {
    return this.#current().byContact(contact, page);
  }

  async close(): Promise<void> {}

  /** Reads the file. @throws OrderDataError */
  load(): HeldOrders {
    const { file, shop, log } = this.#options;
    const { text, mark } = this.#read();
    try {
      const orders = this.#hold(this.#parse(text));
      this.#loaded = { status: 'loaded', mark, orders };
      return orders;
    } catch (error) {
      this.#loaded = { status: 'faulty', mark };
      const faults = error instanceof OrderDataError ? error.faults : [];
      const first = faults[0] && `${faults[0].file}:${faults[0].line}`;
      log.error('orders file cannot be used', { shop, file: basename(file), faults: faults.length, first });
      throw error;
    }
  }

  #current(): HeldOrders {
    const { file, shop } = this.#options;
    try {
      const mark = markOf(file);
      if (this.#loaded?.mark !== mark) return this.load();
      if (this.#loaded.status === 'loaded') return this.#loaded.orders;
    } catch {
      // Said below without what failed: its message may quote the file.
    }
    throw new OrderSourceError('malformed', `the order file of ${shop} cannot be used`);
  }

  /** The whole file, read until it does not change under our eyes. */
  #read(): { text: string; mark: string } {
    const { file, encoding } = this.#options;
    const fault = (message: string) => new OrderDataError([{ file: basename(file), line: 1, message }]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const mark = tryTo(() => markOf(file));
      const bytes = tryTo(() => readFileSync(file));
      if (mark === undefined || bytes === undefined) throw fault('the file cannot be read');
      if (tryTo(() => markOf(file)) !== mark) continue;
      const text = decodeText(bytes, encoding);
      if (text === undefined)
        throw fault('the file is not UTF-8: name its "encoding" in orders.yaml, e.g. windows-1256');
      return { text, mark };
    }
    throw fault('the file is being written: write it under another name and rename it when it is whole');
  }

  #parse(text: string): RawOrder[] {
    const { shop, columns, none } = this.#options;
    const file = basename(this.#options.file);
    if (file.endsWith('.json')) return readJsonOrders(text, { file, shop });
    return readCsvOrders(text, { file, ...(columns && { columns }), ...(none && { none }) });
  }

  #hold(raw: readonly RawOrder[]): HeldOrders {
    const { shop, vocabulary, dayFirst = false, now, log } = this.#options;
    const reading = (): Reading => ({ shop, vocabulary, dayFirst, now: now() });
    const doubtful: string[] = [];
    const dated = raw.map((order) => {
      const read = readOrder(order, reading());
      const [doubt] = read.doubts;
      if (doubt) doubtful.push(`${doubt.place} ${doubt.code} ${doubt.field}`);
      return { order, at: typeof read.placedAt === 'string' ? Date.parse(read.placedAt) : 0 };
    });
    log.info('orders file read', { shop, orders: raw.length, doubtful: doubtful.length });
    for (const what of doubtful.slice(0, 20)) log.warn('order needs a person', { shop, what });
    return new HeldOrders(dated.toSorted((a, b) => b.at - a.at).map(({ order }) => foundOrder(order, reading)));
  }
}

/** Changes whenever the file is written or replaced. */
function markOf(file: string): string {
  const stats: BigIntStats = statSync(file, { bigint: true });
  return `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
