import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Complaints, createComplaints, FILINGS, type Filing } from '../../src/complaints/index.ts';
import { createLog } from '../../src/log.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { filing } from '../support/filing.ts';
import { STORES, type Store } from '../support/stores.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

for (const { name, create } of STORES) {
  describe(`complaints on ${name}`, () => {
    let store: Store;
    let driver: Driver;
    let complaints: Complaints;
    let now = NOW;
    beforeEach(async () => {
      store = await create();
      driver = await openDriver(store.url);
      now = NOW;
      complaints = createComplaints({ driver, now: () => now, log: createLog('silent') });
    });
    afterEach(async () => {
      await complaints.stop();
      await driver.close();
      await store.remove();
    });

    /** What a turn does: number, then the record in the conversation's own list. */
    const file = async (draft: string, more: Partial<Filing> = {}) => {
      const conversation = more.conversation ?? 'web-1';
      const number = await complaints.reserve({ shop: 'xiaomi-ma', conversation, draft, kind: 'complaint' });
      const value = filing({ number, draft, conversation, ...more });
      await driver.commit({ partition: 'records', ranks: [{ index: FILINGS, member: conversation, order: now }] });
      await driver.commit({ partition: `c:${conversation}`, appends: [{ list: FILINGS, value }] });
      return number;
    };

    it('gives one number to one draft, also to twenty who ask at once, and others to other drafts', async () => {
      const ask = (draft: string) =>
        complaints.reserve({ shop: 'xiaomi-ma', conversation: 'web-1', draft, kind: 'complaint' });
      const same = await Promise.all(Array.from({ length: 20 }, () => ask('one')));
      expect(new Set(same).size).toBe(1);
      const many = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`draft ${i}`)));
      expect(new Set([...many, ...same]).size).toBe(201);
    });

    it('makes a record of what a turn filed, once, however often it looks', async () => {
      const number = await file('one');
      await complaints.start();
      complaints.wake('web-1');
      complaints.wake('web-1');
      await complaints.stop();
      expect((await complaints.list('xiaomi-ma', { limit: 10 })).items).toMatchObject([
        { number, state: 'open', fields: { orderNumber: 'XM-1042' }, history: [{ by: 'customer', deed: 'filed' }] },
      ]);
      expect(await complaints.get('xiaomi-ma', number.replace(/\D/g, ''))).toMatchObject({ number });
    });

    it('forgets which conversations have filed only after a while, so that a late commit is still found', async () => {
      await file('one');
      await complaints.start();
      expect(await driver.ranked('records', FILINGS, { limit: 5 })).toHaveLength(1);
      await complaints.stop();
      now += 61_000;
      await complaints.start();
      expect(await driver.ranked('records', FILINGS, { limit: 5 })).toHaveLength(0);
    });

    it('lists page by page, newest first, by kind and state', async () => {
      const numbers: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        const filedAt = new Date(NOW + i * 1000).toISOString();
        numbers.unshift(await file(`draft ${i}`, { filedAt, kind: i % 2 === 0 ? 'complaint' : 'access' }));
      }
      await complaints.start();
      const read = async (options: object) => {
        const found: string[] = [];
        for (let after: string | undefined; ; ) {
          const page = await complaints.list('xiaomi-ma', { limit: 2, ...options, ...(after && { after }) });
          found.push(...page.items.map((item) => item.number));
          if (page.next === undefined) return found;
          after = page.next;
        }
      };
      expect(await read({})).toEqual(numbers);
      expect(await read({ kind: 'access' })).toEqual([numbers[1], numbers[3], numbers[5]]);
      await complaints.assign('xiaomi-ma', numbers[1] ?? '', { by: 'A', to: 'B' });
      expect(await read({ state: 'assigned' })).toEqual([numbers[1]]);
      expect(await read({ state: 'open' })).toEqual(numbers.filter((_, i) => i !== 1));
      expect(await read({ state: 'open', kind: 'access' })).toEqual([numbers[3], numbers[5]]);
      expect(await complaints.list('village-ma', { limit: 5 })).toEqual({ items: [] });
    });

    it('notes who did what when, and leaves what is closed as it is', async () => {
      const number = await file('one');
      await complaints.start();
      await complaints.assign('xiaomi-ma', number, { by: 'Sara', to: 'Ali' });
      now += 1000;
      await complaints.answer('xiaomi-ma', number, { by: 'Ali', text: 'نعوضك' });
      expect(await complaints.close('xiaomi-ma', number, { by: 'Ali' })).toMatchObject({ status: 'done' });
      expect(await complaints.assign('xiaomi-ma', number, { by: 'Sara', to: 'X' })).toMatchObject({ status: 'closed' });
      const record = await complaints.get('xiaomi-ma', number);
      expect(record).toMatchObject({
        state: 'closed',
        assignee: 'Ali',
        answer: { text: 'نعوضك', by: 'Ali', at: new Date(NOW + 1000).toISOString() },
      });
      expect(record?.history.map(({ by, deed, note }) => `${by} ${deed} ${note ?? ''}`.trim())).toEqual([
        'customer filed',
        'Sara assigned Ali',
        'Ali answered',
        'Ali closed',
      ]);
      expect(await complaints.close('xiaomi-ma', 'XM-1', { by: 'Ali' })).toEqual({ status: 'unknown' });
    });

    it('keeps every one of ten deeds done at once', async () => {
      const number = await file('one');
      await complaints.start();
      const deeds = Array.from({ length: 10 }, (_, i) =>
        complaints.assign('xiaomi-ma', number, { by: 'x', to: String(i) }),
      );
      await Promise.all(deeds);
      expect((await complaints.get('xiaomi-ma', number))?.history).toHaveLength(11);
    });

    it('tells the state to who knows number and e-mail; all others get one answer, five times an hour', async () => {
      const number = await file('one');
      await complaints.start();
      const ask = (more: object) =>
        complaints.status({ shop: 'xiaomi-ma', number, email: ' A@Example.com', person: 'web:1', ...more });
      expect(await ask({})).toMatchObject({ status: 'found', record: { number, state: 'open' } });
      const wrong = [
        { email: 'b@example.com' },
        { number: 'XM-111-111-111' },
        { number: '' },
        { shop: 'village-ma' },
        { email: '' },
      ];
      for (const more of wrong) expect(await ask(more)).toEqual({ status: 'unknown' });
      expect(await ask({})).toMatchObject({ status: 'limited' });
      expect(await ask({ person: 'web:2' })).toMatchObject({ status: 'found' });
      now += 3_600_001;
      expect(await ask({})).toMatchObject({ status: 'found' });
    });
  });
}
