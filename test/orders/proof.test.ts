import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, ProofResult } from '../../src/orders/index.ts';
import { type OrderSource, OrderSourceError } from '../../src/orders/orderSource.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { DESK_NOW, type OrderDesk, openOrderDesk, sampleSources } from '../support/orderDesk.ts';
import { RESTARTABLE_STORES, type RestartableStore } from '../support/restartableStores.ts';

const SHOP = 'village-ma';
/** Khadija's order and what proves it. */
const NUMBER = 'VIL-10234';
const EMAIL = 'khadija.amzil@example.ma';
const PHONE = '0600000034';
const HOUR = 3_600_000;

let anybody = 0;
/** Somebody who has not been here before. */
const person = (over: Partial<Person> = {}): Person => ({ channel: 'web', id: `visitor-${++anybody}`, ...over });

for (const kind of RESTARTABLE_STORES) {
  describe(`proof of an order, limits kept in ${kind.name}`, () => {
    let store: RestartableStore;
    let desk: OrderDesk;
    let clock: { now: number };
    const prove = (number: string, contact: string | undefined, who: Person = person()) =>
      desk.orders.prove({ shop: SHOP, person: who, number, ...(contact !== undefined && { contact }) });
    const statuses = (results: readonly ProofResult[]) => results.map((result) => result.status);

    beforeAll(async () => {
      store = await kind.start();
    });
    afterAll(() => store.remove());
    beforeEach(async () => {
      // A day between tests: no attempt of the one before counts any more.
      clock = { now: DESK_NOW + ++anybody * 24 * HOUR };
      desk = await openOrderDesk({ storeUrl: store.url, clock });
    });
    afterEach(() => desk.close());

    it('shows an order for its number and e-mail, in capitals or not', async () => {
      const result = await prove('vil 10234', ' Khadija.AMZIL@example.ma ');
      expect(result).toMatchObject({ status: 'proved', by: 'email', order: { number: NUMBER, email: EMAIL } });
    });

    it('shows an order for its number and phone in all forms', async () => {
      for (const phone of [
        PHONE,
        '+212 600-000034',
        '00212600000034',
        '٠٦٠٠٠٠٠٠٣٤',
        'رقمي هو 06.00.00.00.34',
        '600000034',
      ]) {
        expect(await prove('VIL-١٠٢٣٤', phone), phone).toMatchObject({ status: 'proved', by: 'phone' });
      }
    });

    it('shows an order for its number to a phone that the channel has verified, and to no other', async () => {
      const owner = person({ channel: 'whatsapp', id: 'wa-1', verifiedPhone: '+212600000034' });
      expect(await prove(NUMBER, undefined, owner)).toMatchObject({ status: 'proved', by: 'verified_phone' });
      const other = person({ channel: 'whatsapp', id: 'wa-2', verifiedPhone: '+212600000035' });
      expect(await prove(NUMBER, undefined, other)).toEqual({ status: 'not_proved', triesLeft: 4 });
    });

    it('gives the orders of a verified phone, newest first, page by page', async () => {
      const first = await desk.orders.verifiedOrders({ shop: SHOP, verifiedPhone: '00212 600 000 034', limit: 1 });
      expect(first).toMatchObject({ status: 'found', orders: [{ number: 'VIL-10238' }], next: '1' });
      const second = await desk.orders.verifiedOrders({ shop: SHOP, verifiedPhone: PHONE, limit: 1, after: '1' });
      expect(second).toMatchObject({ status: 'found', orders: [{ number: NUMBER }] });
      expect(second).not.toHaveProperty('next');
      const none = await desk.orders.verifiedOrders({ shop: SHOP, verifiedPhone: '+212699999999' });
      expect(none).toEqual({ status: 'found', orders: [] });
    });

    it('answers the same for no such order, another customer, another shop', async () => {
      const same = { status: 'not_proved', triesLeft: 4 };
      expect(await prove('VIL-99999', 'a1@example.com')).toEqual(same);
      expect(await prove(NUMBER, 'a2@example.com')).toEqual(same);
      expect(await prove('VIL-10243', EMAIL)).toEqual(same);
      expect(await prove('5261117836207719', 'hicham.b@example.ma')).toEqual(same);
      expect(await prove('VIL-10251', '0600000016')).toEqual(same);
    });

    it('does the same work for no such order as for another customer', async () => {
      const counted: string[] = [];
      const observed = await openOrderDesk({
        storeUrl: store.url,
        clock,
        driver: observe(await openDriver(store.url), counted),
      });
      const work = async (number: string) => {
        counted.length = 0;
        await observed.orders.prove({ shop: SHOP, person: person(), number, contact: `${anybody}@example.com` });
        return [...counted];
      };
      await work('VIL-0');
      const missing = await work('VIL-99999');
      expect(missing.length).toBeGreaterThan(5);
      expect(await work('VIL-10227')).toEqual(missing);
      await observed.close();
    });

    it('asks for what is missing without counting it', async () => {
      const who = person();
      expect(await prove('', EMAIL, who)).toEqual({ status: 'incomplete', needs: 'number' });
      expect(await prove(NUMBER, undefined, who)).toEqual({ status: 'incomplete', needs: 'contact' });
      expect(await prove(NUMBER, 'خديجة أمزيل', who)).toEqual({ status: 'incomplete', needs: 'contact' });
      expect(await prove(NUMBER, EMAIL, who)).toMatchObject({ status: 'proved' });
    });

    it('reads one guess from a message, not a list of guesses', async () => {
      const list = `a@example.com b@example.com ${EMAIL}`;
      expect(await prove(NUMBER, list)).toEqual({ status: 'incomplete', needs: 'contact' });
    });

    it('counts wrong attempts per person, tells the wait, and lets the person try again after it', async () => {
      const who = person();
      const left: (number | undefined)[] = [];
      for (let n = 0; n < 5; n += 1) {
        const result = await prove(`VIL-2000${n}`, `g${n}@example.com`, who);
        left.push(result.status === 'not_proved' ? result.triesLeft : undefined);
      }
      expect(left).toEqual([4, 3, 2, 1, 0]);
      const retryAt = clock.now + HOUR;
      expect(await prove(NUMBER, EMAIL, who)).toEqual({ status: 'limited', retryAt });
      clock.now = retryAt - 1;
      expect(await prove(NUMBER, EMAIL, who)).toEqual({ status: 'limited', retryAt });
      clock.now = retryAt;
      expect(await prove(NUMBER, EMAIL, who)).toMatchObject({ status: 'proved' });
    });

    it('gives an attacker nothing back for proving an order of their own', async () => {
      const who = person();
      for (let n = 0; n < 4; n += 1) await prove(NUMBER, `h${n}@example.com`, who);
      expect(await prove('VIL-10227', 'said.ouazzani@example.com', who)).toMatchObject({ status: 'proved' });
      expect(await prove('VIL-10227', 'said.ouazzani@example.com', who)).toMatchObject({ status: 'proved' });
      expect(await prove(NUMBER, 'h5@example.com', who)).toEqual({ status: 'not_proved', triesLeft: 0 });
      expect(await prove('VIL-10227', 'said.ouazzani@example.com', who)).toMatchObject({ status: 'limited' });
    });

    it('stops many identities on many channels that guess at one order, and tells them nothing by it', async () => {
      const channels = ['web', 'whatsapp', 'messenger', 'telegram'];
      const guess = (number: string, n: number) =>
        prove(number, `i${n}@example.com`, person({ channel: channels[n % 4]! }));
      const results: ProofResult[] = [];
      for (let n = 0; n < 8; n += 1) results.push(await guess(NUMBER, n));
      const onNothing: ProofResult[] = [];
      for (let n = 0; n < 8; n += 1) onNothing.push(await guess('VIL-77777', n + 100));
      expect(results).toEqual(onNothing);
      expect(statuses(results)).toEqual([...Array(5).fill('not_proved'), ...Array(3).fill('limited')]);
      expect(await prove(NUMBER, EMAIL)).toMatchObject({ status: 'limited' });
    });

    it('lets the owner through by the verified phone while others use up the order', async () => {
      for (let n = 0; n < 6; n += 1) await prove(NUMBER, `j${n}@example.com`);
      const owner = person({ verifiedPhone: PHONE });
      expect(await prove(NUMBER, undefined, owner)).toMatchObject({ status: 'proved', by: 'verified_phone' });
      const other = person({ verifiedPhone: '0600000035' });
      expect(await prove(NUMBER, EMAIL, other)).toMatchObject({ status: 'limited' });
    });

    it("stops many identities that try somebody's e-mail on one number after the other", async () => {
      const results: ProofResult[] = [];
      for (let n = 10230; n < 10240; n += 1) results.push(await prove(`VIL-${n - 200}`, EMAIL));
      expect(statuses(results)).toEqual([...Array(5).fill('not_proved'), ...Array(5).fill('limited')]);
    });

    it('counts one person as one over all channels that verify the phone', async () => {
      const on = (channel: string, id: string) => person({ channel, id, verifiedPhone: '+212611111111' });
      for (let n = 0; n < 5; n += 1)
        await prove(`VIL-3000${n}`, undefined, on(n % 2 ? 'whatsapp' : 'telegram', `id${n}`));
      expect(await prove('VIL-30009', 'k@example.com', on('messenger', 'new'))).toMatchObject({ status: 'limited' });
    });

    it('keeps counting after a crash and in another process', async () => {
      const who = person();
      for (let n = 0; n < 3; n += 1) await prove(NUMBER, `l${n}@example.com`, who);
      await desk.close();
      await store.restart();
      desk = await openOrderDesk({ storeUrl: store.url, clock });
      const second = await openOrderDesk({ storeUrl: store.url, clock });
      const from = (orders: OrderDesk, contact: string) =>
        orders.orders.prove({ shop: SHOP, person: who, number: NUMBER, contact });
      expect(await from(second, 'l4@example.com')).toEqual({ status: 'not_proved', triesLeft: 1 });
      expect(await from(desk, 'l5@example.com')).toEqual({ status: 'not_proved', triesLeft: 0 });
      expect(await from(second, EMAIL)).toMatchObject({ status: 'limited' });
      await second.close();
    });

    it('lets no more through when attempts race each other in several processes', async () => {
      const desks = [
        desk,
        await openOrderDesk({ storeUrl: store.url, clock }),
        await openOrderDesk({ storeUrl: store.url, clock }),
      ];
      const attempts = Array.from({ length: 60 }, (_, n) =>
        desks[n % 3]!.orders.prove({ shop: SHOP, person: person(), number: NUMBER, contact: `m${n}@example.com` }),
      );
      const results = statuses(await Promise.all(attempts));
      expect(results.filter((status) => status === 'not_proved').length).toBeLessThanOrEqual(5);
      expect(results.filter((status) => status === 'limited').length).toBeGreaterThanOrEqual(55);
      await Promise.all(desks.slice(1).map((one) => one.close()));
    });

    it('counts nothing while the shop cannot be asked', async () => {
      const sources = new Map([[SHOP, silentSource()]]);
      const silent = await openOrderDesk({ storeUrl: store.url, clock, sources });
      const who = person();
      for (let n = 0; n < 7; n += 1) {
        const result = await silent.orders.prove({ shop: SHOP, person: who, number: NUMBER, contact: EMAIL });
        expect(result).toEqual({ status: 'unavailable', retryAfterMs: 60_000 });
      }
      expect(await prove(NUMBER, EMAIL, who)).toMatchObject({ status: 'proved' });
      await silent.close();
    });

    it('has nothing for a shop without orders', async () => {
      const result = await desk.orders.prove({ shop: 'elsewhere', person: person(), number: NUMBER, contact: EMAIL });
      expect(result).toEqual({ status: 'unavailable' });
    });

    it('opens no order before the proof', async () => {
      const opened: string[] = [];
      const sources = new Map(
        [...sampleSources(() => clock.now)].map(([shop, source]) => [shop, noting(source, opened)]),
      );
      const noted = await openOrderDesk({ storeUrl: store.url, clock, sources });
      await noted.orders.prove({ shop: SHOP, person: person(), number: NUMBER, contact: 'n@example.com' });
      expect(opened).toEqual([]);
      await noted.orders.prove({ shop: SHOP, person: person(), number: NUMBER, contact: EMAIL });
      expect(opened).toEqual([NUMBER]);
      await noted.close();
    });

    it('logs and stores nothing that an order, a customer or a guess could be read from', async () => {
      await prove(NUMBER, EMAIL, person({ id: 'visitor-secret' }));
      await prove(NUMBER, 'guess-secret@example.com', person({ id: 'visitor-secret' }));
      await prove('VIL-10243', undefined, person({ verifiedPhone: '+212688888888' }));
      expect(desk.logged()).toContain('"status":"proved"');
      const secrets = [NUMBER, 'VIL10234', EMAIL, '600000034', 'خديجة', 'secret', '688888888', '10243'];
      for (const secret of secrets) expect(desk.logged()).not.toContain(secret);
      if (!store.url.startsWith('sqlite:')) return;
      const folder = dirname(store.url.slice('sqlite:'.length));
      const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
      for (const secret of secrets) expect(bytes.includes(secret), secret).toBe(false);
    });
  });
}

/** The driver itself, with the names of what is called written down. */
function observe(driver: Driver, calls: string[]): Driver {
  return new Proxy(driver, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return member.apply(target, args) as unknown;
      };
    },
  });
}

function silentSource(): OrderSource {
  const fail = async (): Promise<never> => {
    throw new OrderSourceError('limited', 'test of village-ma asks for fewer requests', { retryAfterMs: 60_000 });
  };
  return { name: 'silent', findByNumber: fail, findByContact: fail, close: async () => undefined };
}

function noting(source: OrderSource, opened: string[]): OrderSource {
  return {
    ...source,
    findByNumber: async (number) =>
      (await source.findByNumber(number)).map((found) => ({
        ...found,
        open: () => {
          opened.push(found.number);
          return found.open();
        },
      })),
  };
}
