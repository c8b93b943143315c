import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Driver } from '../../src/storage/driver.ts';

/** A driver under the contract. `open` twice in one test means two processes on one store. */
export interface DriverUnderTest {
  readonly name: string;
  /** Makes an empty place for one run of the contract, and removes it afterwards. */
  start(): Promise<void>;
  stop(): Promise<void>;
  open(namespace: string): Promise<Driver>;
  /** Puts the store through what a crash of its process or machine does, all drivers being closed. */
  restart(): Promise<void>;
  /** Kills a process in the middle of commits of this shape: see `test/support/commitForever.ts`. */
  killWhileCommitting(namespace: string): Promise<void>;
}

const STRANGE_KEYS = [
  '',
  ' ',
  'a',
  'A',
  'á',
  'a\u0301',
  'a:b',
  'a/b',
  '{a}',
  'a}',
  '{',
  '\\u007b',
  '\\',
  '"',
  '\0',
  '\n',
  '\ud800',
  '\udfff',
  'بند',
  '🛵',
  '__proto__',
];

export function driverContract(under: DriverUnderTest): void {
  describe(`${under.name} keeps the storage contract`, () => {
    const opened: Driver[] = [];
    let count = 0;
    let namespace = '';
    let driver: Driver;

    const open = async (name = namespace) => {
      const one = await under.open(name);
      opened.push(one);
      return one;
    };
    const closeAll = async () => {
      for (const one of opened.splice(0)) await one.close();
    };
    const put = (key: string, value: unknown, expectVersion?: number) =>
      driver.commit({
        partition: 'p',
        puts: [{ key, value, ...(expectVersion !== undefined && { expect: expectVersion }) }],
      });

    beforeAll(() => under.start());
    afterAll(() => under.stop());
    beforeEach(async () => {
      count += 1;
      namespace = `test-${count}`;
      driver = await open();
    });
    afterEach(closeAll);

    it('reads nothing for an unknown key', async () => {
      expect(await driver.get('p', 'nothing')).toBeUndefined();
      expect(await driver.range('p', 'nothing', { limit: 10 })).toEqual([]);
      expect(await driver.ranked('p', 'nothing', { limit: 10 })).toEqual([]);
    });

    it('gives back Arabic text, nested values and false, 0 and null unchanged', async () => {
      const value = {
        نص: 'واش نقدر نرجع المنتج؟ \u200f٣\u0000',
        deep: [{ a: [false, 0, null, '', 1.5, -1e-7] }],
        lone: '\ud800',
      };
      await put('value', value);
      await driver.commit({ partition: 'p', appends: [{ list: 'l', value }] });
      expect((await driver.get('p', 'value'))?.value).toEqual(value);
      expect((await driver.range('p', 'l', { limit: 1 }))[0]?.value).toEqual(value);
      for (const plain of [false, 0, null, '', 'text']) {
        await put('plain', plain);
        expect((await driver.get('p', 'plain'))?.value).toBe(plain);
      }
    });

    it('refuses to store what JSON cannot hold, and stores nothing of that batch', async () => {
      const batch = {
        partition: 'p',
        puts: [
          { key: 'a', value: 1 },
          { key: 'b', value: undefined },
        ],
      };
      await expect(driver.commit(batch)).rejects.toThrow(TypeError);
      expect(await driver.get('p', 'a')).toBeUndefined();
    });

    it('refuses a stale version, keeps the first write and shows what stands there', async () => {
      const first = await put('doc', 'first', 0);
      if (first.status !== 'committed') throw new Error(first.status);
      expect((await put('doc', 'second', first.version)).status).toBe('committed');
      const stale = await put('doc', 'third', first.version);
      expect(stale).toMatchObject({ status: 'conflict', key: 'doc', current: { value: 'second' } });
      expect((await driver.get('p', 'doc'))?.value).toBe('second');
    });

    it('lets one of twenty claim a key that must be absent, and shows the others who did', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, (_, i) => put('claim', i, 0)));
      const winner = results.findIndex((result) => result.status === 'committed');
      const losers = results.filter((_, i) => i !== winner);
      for (const loser of losers) expect(loser).toMatchObject({ status: 'conflict', current: { value: winner } });
    });

    it('never gives a version twice, not even after a delete', async () => {
      const first = await put('doc', 1);
      await driver.commit({ partition: 'p', deletes: [{ key: 'doc' }] });
      const again = await put('doc', 2, 0);
      if (first.status !== 'committed' || again.status !== 'committed') throw new Error('not committed');
      expect(again.version).toBeGreaterThan(first.version);
      expect((await driver.get('p', 'doc'))?.version).toBe(again.version);
    });

    it('applies a batch whole or not at all', async () => {
      const parts = {
        partition: 'p',
        puts: [
          { key: 'a', value: 1 },
          { key: 'claim', value: 1, expect: 0 },
        ],
        appends: [{ list: 'l', value: 1 }],
        ranks: [{ index: 'i', member: 'm', order: 1 }],
      };
      await put('claim', 'earlier');
      expect((await driver.commit(parts)).status).toBe('conflict');
      expect(await driver.get('p', 'a')).toBeUndefined();
      expect(await driver.range('p', 'l', { limit: 10 })).toEqual([]);
      expect(await driver.ranked('p', 'i', { limit: 10 })).toEqual([]);
      expect((await driver.commit({ ...parts, puts: [{ key: 'a', value: 1 }] })).status).toBe('committed');
      expect(await driver.range('p', 'l', { limit: 10 })).toHaveLength(1);
    });

    it('holds no half of a batch when its process is killed in the middle', async () => {
      await under.killWhileCommitting(namespace);
      const entries = await driver.range('p', 'l', { limit: 100_000 });
      const last = await driver.get('p', 'last');
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.length % 3).toBe(0);
      expect(last?.value).toBe(entries.length / 3);
      expect(entries.map((entry) => entry.position)).toEqual(entries.map((_, i) => i + 1));
    }, 30_000);

    it('deletes repeatably, and a stale delete not at all', async () => {
      const done = await put('doc', 1);
      if (done.status !== 'committed') throw new Error(done.status);
      await put('doc', 2);
      expect((await driver.commit({ partition: 'p', deletes: [{ key: 'doc', expect: done.version }] })).status).toBe(
        'conflict',
      );
      for (let i = 0; i < 2; i++) {
        expect((await driver.commit({ partition: 'p', deletes: [{ key: 'doc' }] })).status).toBe('committed');
        expect(await driver.get('p', 'doc')).toBeUndefined();
      }
    });

    it('keeps keys, partitions, lists and members with any characters apart', async () => {
      for (const [i, key] of STRANGE_KEYS.entries()) {
        await driver.commit({
          partition: `p${key}`,
          puts: [{ key, value: i }],
          appends: [{ list: key, value: i }],
          ranks: [{ index: key, member: key, order: i }],
        });
        await put(key, i);
      }
      for (const [i, key] of STRANGE_KEYS.entries()) {
        expect((await driver.get(`p${key}`, key))?.value).toBe(i);
        expect((await driver.get('p', key))?.value).toBe(i);
        expect((await driver.range(`p${key}`, key, { limit: 5 })).map((entry) => entry.value)).toEqual([i]);
        expect(await driver.ranked(`p${key}`, key, { limit: 5 })).toEqual([{ member: key, order: i }]);
      }
    });

    it('keeps lists in order without gaps under fifty parallel appends', async () => {
      const appends = Array.from({ length: 50 }, (_, i) =>
        driver.commit({
          partition: 'p',
          appends: [
            { list: 'l', value: i },
            { list: 'l', value: i },
          ],
        }),
      );
      const results = await Promise.all(appends);
      const entries = await driver.range('p', 'l', { limit: 1000 });
      expect(entries.map((entry) => entry.position)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      for (const [i, result] of results.entries()) {
        if (result.status !== 'committed') throw new Error(result.status);
        for (const position of result.positions) expect(entries[position - 1]?.value).toBe(i);
      }
    });

    it('reads lists from a position, page by page, and newest first', async () => {
      await driver.commit({ partition: 'p', appends: [1, 2, 3, 4, 5].map((value) => ({ list: 'l', value })) });
      const positions = async (options: Parameters<Driver['range']>[2]) =>
        (await driver.range('p', 'l', options)).map((entry) => entry.position);
      expect(await positions({ limit: 2 })).toEqual([1, 2]);
      expect(await positions({ after: 2, limit: 2 })).toEqual([3, 4]);
      expect(await positions({ after: 5, limit: 2 })).toEqual([]);
      expect(await positions({ limit: 2, newestFirst: true })).toEqual([5, 4]);
      expect(await positions({ after: 4, limit: 9, newestFirst: true })).toEqual([5]);
      expect(await positions({ before: 4, limit: 2, newestFirst: true })).toEqual([3, 2]);
      expect(await positions({ after: 1, before: 4, limit: 9 })).toEqual([2, 3]);
    });

    it('forgets the old entries of a list, never the newest, and counts on from where it was', async () => {
      const append = (trim?: number) =>
        driver.commit({
          partition: 'p',
          appends: [{ list: 'l', value: 'x' }],
          ...(trim !== undefined && { trims: [{ list: 'l', upTo: trim }] }),
        });
      const positions = async () => (await driver.range('p', 'l', { limit: 99 })).map((entry) => entry.position);
      for (let i = 0; i < 4; i++) await append();
      expect(await append(3)).toMatchObject({ positions: [5] });
      expect(await positions()).toEqual([4, 5]);
      await driver.commit({ partition: 'p', trims: [{ list: 'l', upTo: 99 }] });
      expect(await positions()).toEqual([5]);
      await driver.commit({ partition: 'p', trims: [{ list: 'nothing', upTo: 9 }] });
      expect(await append()).toMatchObject({ positions: [6] });
      expect(await positions()).toEqual([5, 6]);
    });

    it('keeps an index in order, moves its members, and takes one out only from where it is expected', async () => {
      const rank = (member: string, order: number) =>
        driver.commit({ partition: 'p', ranks: [{ index: 'i', member, order }] });
      for (const [member, order] of [
        ['c', 3],
        ['a', 1_795_383_580_093],
        ['b', 2.5],
        ['a', 1],
      ] as const)
        await rank(member, order);
      expect((await driver.ranked('p', 'i', { limit: 9 })).map((one) => one.member)).toEqual(['a', 'b', 'c']);
      expect(await driver.ranked('p', 'i', { upTo: 2.5, limit: 9 })).toEqual([
        { member: 'a', order: 1 },
        { member: 'b', order: 2.5 },
      ]);
      expect(await driver.ranked('p', 'i', { limit: 1 })).toHaveLength(1);
      await driver.commit({
        partition: 'p',
        unranks: [
          { index: 'i', member: 'a', order: 7 },
          { index: 'i', member: 'b', order: 2.5 },
          { index: 'i', member: 'x' },
        ],
      });
      expect((await driver.ranked('p', 'i', { limit: 9 })).map((one) => one.member)).toEqual(['a', 'c']);
    });

    it('pages through an index, also among equal orders and past members that have gone', async () => {
      const members = [...STRANGE_KEYS, 'b', 'B', 'ba'];
      await driver.commit({
        partition: 'p',
        ranks: members.flatMap((member, i) => [
          { index: 'i', member, order: i % 3 === 0 ? -1_795_383_580_093 : 7.5 },
          { index: 'j', member, order: 0 },
        ]),
      });
      for (const index of ['i', 'j']) {
        const whole = await driver.ranked('p', index, { limit: 100 });
        const paged: typeof whole = [];
        for (let page = await driver.ranked('p', index, { limit: 4 }); page.length > 0; ) {
          paged.push(...page);
          const after = page.at(-1) ?? { member: '', order: 0 };
          await driver.commit({ partition: 'p', unranks: [{ index, member: after.member }] });
          page = await driver.ranked('p', index, { after, limit: 4 });
        }
        expect(paged).toEqual(whole);
        expect(new Set(paged.map((one) => one.member))).toEqual(new Set(members));
      }
    });

    it('pages up to an order, and begins behind a place where nobody stands', async () => {
      await driver.commit({
        partition: 'p',
        ranks: [1, 2, 3, 4].map((order) => ({ index: 'i', member: `m${order}`, order })),
      });
      const orders = async (options: Parameters<Driver['ranked']>[2]) =>
        (await driver.ranked('p', 'i', options)).map((one) => one.order);
      expect(await orders({ after: { order: 2, member: '' }, limit: 9 })).toEqual([2, 3, 4]);
      expect(await orders({ after: { order: 2, member: 'z' }, limit: 9 })).toEqual([3, 4]);
      expect(await orders({ after: { order: 1, member: 'm1' }, upTo: 3, limit: 9 })).toEqual([2, 3]);
      expect(await orders({ after: { order: 4, member: 'm4' }, limit: 9 })).toEqual([]);
      expect(await driver.ranked('p', 'none', { after: { order: 1, member: 'a' }, limit: 9 })).toEqual([]);
    });

    it('refuses a batch when a document that it only looked at has changed, come or gone', async () => {
      const seen = await put('seen', 1);
      if (seen.status !== 'committed') throw new Error(seen.status);
      const write = (key: string, expectVersion: number) =>
        driver.commit({
          partition: 'p',
          checks: [{ key, expect: expectVersion }],
          puts: [{ key: 'written', value: expectVersion }],
        });
      expect((await write('seen', seen.version)).status).toBe('committed');
      expect((await driver.get('p', 'seen'))?.version).toBe(seen.version);
      expect((await write('absent', 0)).status).toBe('committed');
      await driver.commit({ partition: 'p', deletes: [{ key: 'written' }] });
      await put('seen', 2);
      expect(await write('seen', seen.version)).toMatchObject({
        status: 'conflict',
        key: 'seen',
        current: { value: 2 },
      });
      expect(await write('seen', 0)).toMatchObject({ status: 'conflict', key: 'seen' });
      await driver.commit({ partition: 'p', deletes: [{ key: 'seen' }] });
      expect((await write('seen', seen.version)).status).toBe('conflict');
      expect(await driver.get('p', 'written')).toBeUndefined();
    });

    it('drops a partition whole, its neighbours untouched, repeatably, and starts its lists anew', async () => {
      const fill = (partition: string) =>
        driver.commit({
          partition,
          puts: ['a', 'claim:1', 'بند', '{', 'claim'].map((key) => ({ key, value: 1 })),
          appends: ['l', 'بند:{'].map((list) => ({ list, value: 1 })),
          ranks: ['i', 'j}'].map((index) => ({ index, member: 'm', order: 1 })),
        });
      const content = async (partition: string) => {
        const keys = ['a', 'claim:1', 'بند', '{', 'claim'];
        const documents = await Promise.all(keys.map((key) => driver.get(partition, key)));
        const lists = await Promise.all(['l', 'بند:{'].map((list) => driver.range(partition, list, { limit: 9 })));
        const indexes = await Promise.all(['i', 'j}'].map((index) => driver.ranked(partition, index, { limit: 9 })));
        return [keys.filter((_, at) => documents[at]), lists.flat().length, indexes.flat().length];
      };
      for (const partition of ['p', 'p2', '{p}']) await fill(partition);
      const version = (await driver.get('p', 'a'))?.version ?? 0;
      await driver.drop('p', { keep: 'claim:' });
      expect(await content('p')).toEqual([['claim:1'], 0, 0]);
      await driver.drop('p');
      await driver.drop('p');
      await driver.drop('never there');
      expect(await content('p')).toEqual([[], 0, 0]);
      for (const partition of ['p2', '{p}']) expect((await content(partition))[0]).toHaveLength(5);
      expect((await driver.commit({ partition: 'p', puts: [{ key: 'a', value: 2, expect: version }] })).status).toBe(
        'conflict',
      );
      expect(await fill('p')).toMatchObject({ status: 'committed', positions: [1, 1] });
      expect((await driver.get('p', 'a'))?.version).toBeGreaterThan(version);
      await driver.drop('p');
      expect(await content('p')).toEqual([[], 0, 0]);
    });

    it('names everything in a partition, with any characters', async () => {
      for (const name of STRANGE_KEYS) {
        await driver.commit({
          partition: 'p',
          puts: [{ key: name, value: 1 }],
          appends: [{ list: name, value: 1 }],
          ranks: [{ index: name, member: 'm', order: 1 }],
        });
      }
      const { documents, lists, indexes } = await driver.names('p');
      for (const names of [documents, lists, indexes]) expect([...names].sort()).toEqual([...STRANGE_KEYS].sort());
      expect(await driver.names('q')).toEqual({ documents: [], lists: [], indexes: [] });
    });

    it('keeps the lease of a partition that is dropped', async () => {
      const lease = await driver.claimLease('p', 'turn', 'a', 60_000);
      await driver.drop('p');
      expect(await driver.claimLease('p', 'turn', 'b', 60_000)).toBeUndefined();
      expect(await driver.releaseLease('p', 'turn', lease?.number ?? 0)).toBe(true);
    });

    it('gives a lease to one of twenty racers of two processes', async () => {
      const other = await open();
      const claims = Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? driver : other).claimLease('p', 'turn', `holder ${i}`, 60_000),
      );
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    });

    it('gives a lease again once it has expired, with a higher number and a count of those who let it expire', async () => {
      const first = await driver.claimLease('p', 'turn', 'a', 40);
      const second = await vi.waitUntil(() => driver.claimLease('p', 'turn', 'b', 40));
      const third = await vi.waitUntil(() => driver.claimLease('p', 'turn', 'c', 60_000));
      expect(first).toEqual({ number: 1, abandoned: 0 });
      expect(second?.number).toBeGreaterThan(1);
      expect(second?.abandoned).toBe(1);
      expect(third?.number).toBeGreaterThan(second?.number ?? 0);
      expect(third?.abandoned).toBe(2);
    });

    it('forgets the abandoned count, but not the number, when a lease is given back', async () => {
      const first = await driver.claimLease('p', 'turn', 'a', 60_000);
      expect(await driver.releaseLease('p', 'turn', first?.number ?? 0)).toBe(true);
      expect(await driver.claimLease('p', 'turn', 'b', 60_000)).toEqual({
        number: (first?.number ?? 0) + 1,
        abandoned: 0,
      });
    });

    it('renews and releases a lease for its holder only', async () => {
      const old = await driver.claimLease('p', 'turn', 'a', 30);
      const now = await vi.waitUntil(() => driver.claimLease('p', 'turn', 'b', 60_000));
      expect(await driver.renewLease('p', 'turn', old?.number ?? 0, 60_000)).toBe(false);
      expect(await driver.releaseLease('p', 'turn', old?.number ?? 0)).toBe(false);
      expect(await driver.claimLease('p', 'turn', 'c', 60_000)).toBeUndefined();
      expect(await driver.renewLease('p', 'turn', now?.number ?? 0, 60_000)).toBe(true);
      expect(await driver.releaseLease('p', 'turn', now?.number ?? 0)).toBe(true);
      expect(await driver.renewLease('p', 'turn', now?.number ?? 0, 60_000)).toBe(false);
    });

    it('keeps a renewed lease beyond its first end', async () => {
      const lease = await driver.claimLease('p', 'turn', 'a', 50);
      await driver.claimLease('p', 'other', 'a', 50);
      expect(await driver.renewLease('p', 'turn', lease?.number ?? 0, 60_000)).toBe(true);
      await vi.waitUntil(() => driver.claimLease('p', 'other', 'b', 60_000));
      expect(await driver.claimLease('p', 'turn', 'b', 60_000)).toBeUndefined();
    });

    it('refuses a batch whose fence has been overtaken, and gives the lease back with a batch that asks for it', async () => {
      const old = await driver.claimLease('p', 'turn', 'a', 30);
      const now = await vi.waitUntil(() => driver.claimLease('p', 'turn', 'b', 60_000));
      const write = (number: number) =>
        driver.commit({
          partition: 'p',
          fence: { lease: 'turn', number, release: true },
          puts: [{ key: 'a', value: number }],
        });
      expect((await write(old?.number ?? 0)).status).toBe('fenced');
      expect(await driver.get('p', 'a')).toBeUndefined();
      expect((await write(now?.number ?? 0)).status).toBe('committed');
      expect((await write(now?.number ?? 0)).status).toBe('fenced');
      expect(await driver.claimLease('p', 'turn', 'c', 60_000)).toBeDefined();
    });

    it('never lets two namespaces meet', async () => {
      const other = await open(`${namespace}-other`);
      await put('doc', 1);
      await driver.claimLease('p', 'turn', 'a', 60_000);
      expect(await other.get('p', 'doc')).toBeUndefined();
      expect(await other.claimLease('p', 'turn', 'a', 60_000)).toBeDefined();
      const heard: string[] = [];
      await other.subscribe('topic', (message) => heard.push(message));
      await driver.publish('topic', 'not for you');
      await other.publish('topic', 'for you');
      await vi.waitUntil(() => heard.length > 0);
      expect(heard).toEqual(['for you']);
    });

    it('tells subscribers of what is published and of the notices of commits, and nobody after they left', async () => {
      const heard: string[] = [];
      const leave = await driver.subscribe('topic', (message) => heard.push(message));
      const all: string[] = [];
      await driver.subscribe('topic', (message) => all.push(message));
      await driver.commit({
        partition: 'p',
        puts: [{ key: 'a', value: 1, expect: 9 }],
        notices: [{ topic: 'topic', message: 'refused' }],
      });
      await driver.commit({
        partition: 'p',
        puts: [{ key: 'a', value: 1 }],
        notices: [{ topic: 'topic', message: 'committed' }],
      });
      await driver.publish('topic', 'published');
      await vi.waitUntil(() => all.length === 2);
      await leave();
      await driver.publish('topic', 'later');
      await vi.waitUntil(() => all.length === 3);
      expect(heard).toEqual(['committed', 'published']);
      expect(all).toEqual(['committed', 'published', 'later']);
    });

    it('survives close, a crash of the store, and reopen', async () => {
      await put('doc', 'kept');
      await driver.commit({
        partition: 'p',
        appends: [{ list: 'l', value: 1 }],
        ranks: [{ index: 'i', member: 'm', order: 5 }],
      });
      const lease = await driver.claimLease('p', 'turn', 'a', 60_000);
      await closeAll();
      await under.restart();
      driver = await open();
      expect((await driver.get('p', 'doc'))?.value).toBe('kept');
      expect(await driver.range('p', 'l', { limit: 9 })).toHaveLength(1);
      expect(await driver.ranked('p', 'i', { limit: 9 })).toHaveLength(1);
      expect(await driver.claimLease('p', 'turn', 'b', 60_000)).toBeUndefined();
      expect(await driver.releaseLease('p', 'turn', lease?.number ?? 0)).toBe(true);
      const next = await driver.commit({ partition: 'p', appends: [{ list: 'l', value: 2 }] });
      expect(next).toMatchObject({ status: 'committed', positions: [2] });
    });

    it('finds nothing weak in the settings the product asks for', async () => {
      expect(await driver.weaknesses()).toEqual([]);
    });

    it('leaves no open handle when closed, and closes twice', async () => {
      const before = process.getActiveResourcesInfo().filter(isHandle).length;
      const other = await under.open(namespace);
      await other.commit({ partition: 'p', puts: [{ key: 'a', value: 1 }] });
      await other.close();
      await other.close();
      await vi.waitUntil(() => process.getActiveResourcesInfo().filter(isHandle).length <= before);
    });
  });
}

function isHandle(resource: string): boolean {
  return resource.includes('TCP') || resource.includes('Socket') || resource === 'FSReqCallback';
}
