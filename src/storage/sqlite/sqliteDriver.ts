import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type {
  Batch,
  CommitResult,
  Driver,
  Entry,
  Lease,
  PartitionNames,
  RangeOptions,
  Ranked,
  RankedOptions,
  Stored,
} from '../driver.ts';
import { decodeName, encodeName, encodeValue } from '../names.ts';
import { Topics } from '../topics.ts';
import { DatabaseFileError } from './databaseFileError.ts';
import { GroupedTransaction } from './groupedTransaction.ts';
import { SCHEMA, STATEMENTS } from './schema.ts';

export interface SqliteOptions {
  /** Path of the database file; its folder is made when missing. */
  readonly file: string;
  /** Keeps two uses of one file apart. */
  readonly namespace?: string;
  /** Milliseconds since 1970; leases expire by it. */
  readonly now?: () => number;
}

/**
 * Full sync for what is promised; a larger log between checkpoints; 16 MB of pages in memory. Pages in which a reply with
 * its citations fits without a page of its own: Arabic takes two bytes a letter (new files only).
 */
const SETTINGS = `
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 4000;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -16000;
`;

type Statements = Record<keyof typeof STATEMENTS, StatementSync>;
type Row = Record<string, unknown>;

/**
 * The embedded store: one file, nothing to install. Write-ahead log with full sync, so a resolved commit survives a
 * power cut. Notices reach this process only: a shop that runs several processes uses Redis.
 */
export class SqliteDriver implements Driver {
  readonly name = 'sqlite';
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #group: GroupedTransaction;
  readonly #topics = new Topics();
  readonly #prefix: string;
  readonly #now: () => number;
  #version = 0;
  #storedVersion = 0;

  constructor(options: SqliteOptions) {
    this.#db = openDatabase(options.file);
    this.#sql = prepare(this.#db);
    this.#prefix = `${encodeName(options.namespace ?? 'sanad')}/`;
    this.#now = options.now ?? Date.now;
    this.#group = new GroupedTransaction(this.#db, {
      afterBegin: () => this.#readVersion(),
      beforeCommit: () => this.#writeVersion(),
    });
  }

  async get(partition: string, key: string): Promise<Stored | undefined> {
    return this.#get(this.#partition(partition), encodeName(key));
  }

  async commit(batch: Batch): Promise<CommitResult> {
    const encoded = encodeBatch(batch, this.#partition(batch.partition));
    const result = await this.#group.add(() => this.#refusal(encoded) ?? this.#apply(encoded));
    if (result.status === 'committed') {
      for (const notice of batch.notices ?? []) this.#tell(notice.topic, notice.message);
    }
    return result;
  }

  async range(partition: string, list: string, options: RangeOptions): Promise<Entry[]> {
    const statement = options.newestFirst ? this.#sql.rangeNewest : this.#sql.range;
    const bounds = [options.after ?? 0, options.before ?? Number.MAX_SAFE_INTEGER] as const;
    const rows = statement.all(this.#partition(partition), encodeName(list), ...bounds, options.limit);
    return rows.map((row) => ({ position: Number(row.position), value: JSON.parse(String(row.value)) }));
  }

  async ranked(partition: string, index: string, options: RankedOptions): Promise<Ranked[]> {
    const upTo = options.upTo ?? Number.MAX_VALUE;
    const place = [this.#partition(partition), encodeName(index), upTo] as const;
    const { after, limit } = options;
    const rows = after
      ? this.#sql.rankedAfter.all(...place, after.order, encodeName(after.member), limit)
      : this.#sql.ranked.all(...place, limit);
    return rows.map((row) => ({ member: decodeName(String(row.member)), order: Number(row.place) }));
  }

  async names(partition: string): Promise<PartitionNames> {
    const place = this.#partition(partition);
    const read = (statement: StatementSync) => statement.all(place).map((row) => decodeName(String(row.name)));
    const { docNames, listNames, indexNames } = this.#sql;
    return { documents: read(docNames), lists: read(listNames), indexes: read(indexNames) };
  }

  async drop(partition: string, { keep = '' }: { readonly keep?: string } = {}): Promise<void> {
    const place = this.#partition(partition);
    await this.#group.add(() => {
      if (keep === '') this.#sql.dropAllDocs.run(place);
      else this.#sql.dropDocs.run(place, encodeName(keep));
      this.#sql.dropLists.run(place);
      this.#sql.dropRanks.run(place);
    });
  }

  async claimLease(partition: string, name: string, holder: string, ttlMs: number): Promise<Lease | undefined> {
    const now = this.#now();
    const place = [this.#partition(partition), encodeName(name)] as const;
    const row = this.#unflushed(() => this.#sql.claimLease.get(...place, holder, now + ttlMs, now)) as Row | undefined;
    return row && { number: Number(row.number), abandoned: Number(row.abandoned) };
  }

  async renewLease(partition: string, name: string, number: number, ttlMs: number): Promise<boolean> {
    const place = [this.#partition(partition), encodeName(name)] as const;
    return this.#unflushed(() => this.#sql.renewLease.run(this.#now() + ttlMs, ...place, number)).changes > 0;
  }

  async releaseLease(partition: string, name: string, number: number): Promise<boolean> {
    const place = [this.#partition(partition), encodeName(name)] as const;
    return this.#unflushed(() => this.#sql.releaseLease.run(...place, number)).changes > 0;
  }

  async publish(topic: string, message: string): Promise<void> {
    this.#tell(topic, message);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    const name = this.#prefix + topic;
    this.#topics.add(name, listener);
    return async () => {
      this.#topics.remove(name, listener);
    };
  }

  async weaknesses(): Promise<string[]> {
    const mode = (this.#db.prepare('PRAGMA journal_mode').get() as Row | undefined)?.journal_mode;
    return mode === 'wal' ? [] : [`the database file keeps no write-ahead log (journal_mode is ${String(mode)})`];
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#group.flush();
    this.#topics.clear();
    this.#db.close();
  }

  /** Writes at once without waiting for the disk: a lease that is lost with the machine is caught by the fence. */
  #unflushed<T>(write: () => T): T {
    this.#db.exec('PRAGMA synchronous = NORMAL');
    try {
      return write();
    } finally {
      this.#db.exec('PRAGMA synchronous = FULL');
    }
  }

  #partition(partition: string): string {
    return this.#prefix + encodeName(partition);
  }

  #tell(topic: string, message: string): void {
    this.#topics.tell(this.#prefix + topic, message);
  }

  #get(partition: string, key: string): Stored | undefined {
    const row = this.#sql.getDoc.get(partition, key) as Row | undefined;
    return row && { value: JSON.parse(String(row.value)), version: Number(row.version) };
  }

  /** Why a batch may not be applied; checked before its first write, so a refused batch leaves nothing behind. */
  #refusal(batch: EncodedBatch): CommitResult | undefined {
    const { partition, fence } = batch;
    if (fence) {
      const lease = this.#sql.getLease.get(partition, fence.lease) as Row | undefined;
      if (!lease || lease.number !== fence.number || lease.holder === '') return { status: 'fenced' };
    }
    for (const { key, name, expect } of batch.expectations) {
      const current = this.#get(partition, name);
      if ((current?.version ?? 0) !== expect) return { status: 'conflict', key, current };
    }
    return undefined;
  }

  #apply(batch: EncodedBatch): CommitResult {
    const { partition } = batch;
    this.#version += 1;
    for (const put of batch.puts) this.#sql.putDoc.run(partition, put.name, this.#version, put.text);
    for (const name of batch.deletes) this.#sql.deleteDoc.run(partition, name);
    const positions = batch.appends.map(({ list, text }) => {
      const last = this.#sql.lastPosition.get(partition, list) as Row | undefined;
      const position = Number(last?.position ?? 0) + 1;
      this.#sql.append.run(partition, list, position, text);
      return position;
    });
    for (const trim of batch.trims) this.#sql.trim.run(partition, trim.list, trim.upTo);
    for (const rank of batch.ranks) this.#sql.rank.run(partition, rank.index, rank.member, rank.order);
    for (const rank of batch.unranks) {
      if (rank.order === undefined) this.#sql.unrank.run(partition, rank.index, rank.member);
      else this.#sql.unrankAt.run(partition, rank.index, rank.member, rank.order);
    }
    if (batch.fence?.release) this.#sql.releaseLease.run(partition, batch.fence.lease, batch.fence.number);
    return { status: 'committed', version: this.#version, positions };
  }

  #readVersion(): void {
    this.#version = Number((this.#sql.getVersion.get() as Row).value);
    this.#storedVersion = this.#version;
  }

  #writeVersion(): void {
    if (this.#version !== this.#storedVersion) this.#sql.putVersion.run(this.#version);
  }
}

interface EncodedBatch {
  readonly partition: string;
  readonly fence?: { readonly lease: string; readonly number: number; readonly release?: boolean };
  readonly expectations: readonly { key: string; name: string; expect: number }[];
  readonly puts: readonly { name: string; text: string }[];
  readonly deletes: readonly string[];
  readonly appends: readonly { list: string; text: string }[];
  readonly trims: readonly { list: string; upTo: number }[];
  readonly ranks: readonly { index: string; member: string; order: number }[];
  readonly unranks: readonly { index: string; member: string; order?: number }[];
}

/** Everything that can fail on a caller's mistake happens here, before the shared transaction is touched. */
function encodeBatch(batch: Batch, partition: string): EncodedBatch {
  return {
    partition,
    ...(batch.fence && { fence: { ...batch.fence, lease: encodeName(batch.fence.lease) } }),
    expectations: [...(batch.checks ?? []), ...(batch.puts ?? []), ...(batch.deletes ?? [])].flatMap(
      ({ key, expect }) => (expect === undefined ? [] : [{ key, name: encodeName(key), expect }]),
    ),
    puts: (batch.puts ?? []).map(({ key, value }) => ({ name: encodeName(key), text: encodeValue(value) })),
    deletes: (batch.deletes ?? []).map(({ key }) => encodeName(key)),
    appends: (batch.appends ?? []).map(({ list, value }) => ({ list: encodeName(list), text: encodeValue(value) })),
    trims: (batch.trims ?? []).map(({ list, upTo }) => ({ list: encodeName(list), upTo })),
    ranks: (batch.ranks ?? []).map((rank) => ({
      ...rank,
      index: encodeName(rank.index),
      member: encodeName(rank.member),
    })),
    unranks: (batch.unranks ?? []).map((rank) => ({
      ...rank,
      index: encodeName(rank.index),
      member: encodeName(rank.member),
    })),
  };
}

/** Opens or makes the file. Customers' words lie in it, so nobody but the server's own user may read what is made. */
function openDatabase(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') makePrivateFile(file);
    db = new DatabaseSync(file, { timeout: 5000 });
    db.exec(SETTINGS);
    db.exec(SCHEMA);
    return db;
  } catch (error) {
    if (db?.isOpen) db.close();
    throw new DatabaseFileError(file, error);
  }
}

/** SQLite gives its log files the mode of the file itself. What is there already keeps its mode. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

function prepare(db: DatabaseSync): Statements {
  const entries = Object.entries(STATEMENTS).map(([name, sql]) => [name, db.prepare(sql)]);
  return Object.fromEntries(entries) as Statements;
}
