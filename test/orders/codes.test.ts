import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CodePurpose, Person, RedeemResult } from '../../src/orders/index.ts';
import { readCode } from '../../src/orders/index.ts';
import { type MailServer, startMailServer } from '../support/mailServer.ts';
import { DESK_NOW, type OrderDesk, openOrderDesk } from '../support/orderDesk.ts';
import { RESTARTABLE_STORES, type RestartableStore } from '../support/restartableStores.ts';

const SHOP = 'village-ma';
const NUMBER = 'VIL-10234';
const EMAIL = 'khadija.amzil@example.ma';
const HOUR = 3_600_000;
const MINUTE = 60_000;

let anybody = 0;
const person = (over: Partial<Person> = {}): Person => ({ channel: 'web', id: `visitor-${++anybody}`, ...over });

for (const kind of RESTARTABLE_STORES) {
  describe(`one-time codes by e-mail, kept in ${kind.name}`, () => {
    let store: RestartableStore;
    let mail: MailServer;
    let desk: OrderDesk;
    let clock: { now: number };
    let who: Person;

    beforeAll(async () => {
      store = await kind.start();
    });
    afterAll(() => store.remove());
    beforeEach(async () => {
      clock = { now: DESK_NOW + ++anybody * 48 * HOUR };
      who = person();
      mail = await startMailServer();
      desk = await openOrderDesk({ storeUrl: store.url, clock, smtpUrl: mail.url });
    });
    afterEach(async () => {
      await desk.close();
      await mail.close();
    });

    const request = (about: CodePurpose, by = who) => desk.orders.requestCode({ shop: SHOP, person: by, about });
    const redeem = (about: CodePurpose, code: string, by = who) =>
      desk.orders.redeemCode({ shop: SHOP, person: by, about, code });
    const sent = async () => {
      await desk.orders.settled();
      return mail.mails.map((one) => /\b\d{6}\b/.exec(one.text)?.[0] ?? '');
    };
    const wrong = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0');
    const statuses = (results: readonly RedeemResult[]) => results.map((result) => result.status);

    it('sends a code to the e-mail of the order and shows the order for it', async () => {
      expect(await request({ number: NUMBER })).toEqual({ status: 'requested', expiresAt: clock.now + 10 * MINUTE });
      const [code = ''] = await sent();
      expect(mail.mails).toMatchObject([
        { from: 'bot@shop.example', to: [EMAIL], text: expect.stringContaining('(10)') },
      ]);
      const result = await redeem({ number: 'vil 10234' }, `الرمز هو ${code.slice(0, 3)} ${code.slice(3)}`);
      expect(result).toMatchObject({ status: 'proved', orders: [{ number: NUMBER }] });
    });

    it('sends a code to an e-mail and shows all its orders, newest first', async () => {
      await request({ email: 'Khadija.Amzil@example.ma' });
      const [code = ''] = await sent();
      const result = await redeem({ email: EMAIL }, code);
      expect(result).toMatchObject({ status: 'proved', orders: [{ number: 'VIL-10238' }, { number: NUMBER }] });
    });

    it('answers the same, and sends nothing, where there is no such order or e-mail', async () => {
      const answer = { status: 'requested', expiresAt: clock.now + 10 * MINUTE };
      expect(await request({ number: 'VIL-99999' })).toEqual(answer);
      expect(await request({ email: 'nobody@example.com' }, person())).toEqual(answer);
      expect(await sent()).toEqual([]);
      expect(await redeem({ number: 'VIL-99999' }, '123456')).toEqual({ status: 'not_proved', triesLeft: 4 });
    });

    it('answers before the mail server has taken the mail', async () => {
      mail.hold();
      expect(await request({ number: NUMBER })).toMatchObject({ status: 'requested' });
      mail.release();
    });

    it('answers the same when the mail cannot be sent, and logs no address', async () => {
      await mail.close();
      expect(await request({ number: NUMBER })).toMatchObject({ status: 'requested' });
      await desk.orders.settled();
      expect(desk.logged()).toContain('code not sent');
      expect(desk.logged()).not.toContain('khadija');
      mail = await startMailServer();
    });

    it('has no codes without a mail server', async () => {
      const without = await openOrderDesk({ storeUrl: store.url, clock });
      expect(without.orders.sendsCodes).toBe(false);
      expect(await without.orders.requestCode({ shop: SHOP, person: who, about: { number: NUMBER } })).toEqual({
        status: 'unavailable',
      });
      await without.close();
    });

    it('takes a code once', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      expect(await redeem({ number: NUMBER }, code)).toMatchObject({ status: 'proved' });
      expect(await redeem({ number: NUMBER }, code)).toMatchObject({ status: 'not_proved' });
    });

    it('takes a code once when it comes twenty times at once', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      const results = await Promise.all(Array.from({ length: 20 }, () => redeem({ number: NUMBER }, code)));
      expect(statuses(results).filter((status) => status === 'proved')).toHaveLength(1);
    });

    it('takes no code after its time', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      clock.now += 10 * MINUTE;
      expect(await redeem({ number: NUMBER }, code)).toMatchObject({ status: 'not_proved' });
    });

    it('takes a code just before its time is over, also after a crash', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      await desk.close();
      await store.restart();
      desk = await openOrderDesk({ storeUrl: store.url, clock, smtpUrl: mail.url });
      clock.now += 10 * MINUTE - 1;
      expect(await redeem({ number: NUMBER }, code)).toMatchObject({ status: 'proved' });
    });

    it('takes a code from nobody else and for nothing else', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      expect(await redeem({ number: NUMBER }, code, person())).toMatchObject({ status: 'not_proved' });
      expect(await redeem({ number: 'VIL-10238' }, code)).toMatchObject({ status: 'not_proved' });
      expect(await redeem({ email: EMAIL }, code)).toMatchObject({ status: 'not_proved' });
      expect(await redeem({ number: 'VIL-10243' }, code)).toMatchObject({ status: 'not_proved' });
      expect(
        await desk.orders.redeemCode({ shop: 'xiaomi-ma', person: who, about: { number: NUMBER }, code }),
      ).toMatchObject({ status: 'not_proved' });
    });

    it('voids a code when a new one is asked for', async () => {
      await request({ number: NUMBER });
      await sent();
      await request({ number: NUMBER });
      const [first = '', second = ''] = await sent();
      if (first !== second) expect(await redeem({ number: NUMBER }, first)).toMatchObject({ status: 'not_proved' });
      expect(await redeem({ number: NUMBER }, second)).toMatchObject({ status: 'proved' });
    });

    it('lets nobody try a code more than five times, one after the other or all at once', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      const first = await redeem({ number: NUMBER }, wrong(code));
      expect(first).toEqual({ status: 'not_proved', triesLeft: 4 });
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, n) => redeem({ number: NUMBER }, wrong(code, n + 2))),
      );
      expect(statuses(results).filter((status) => status === 'not_proved').length).toBeLessThanOrEqual(4);
      while ((await redeem({ number: NUMBER }, wrong(code))).status === 'not_proved');
      expect(await redeem({ number: NUMBER }, code)).toMatchObject({ status: 'limited' });
    });

    it('counts wrong codes for one order over many identities, each with a code of its own', async () => {
      const results: RedeemResult[] = [];
      for (let n = 0; n < 3; n += 1) {
        const attacker = person();
        await request({ number: NUMBER }, attacker);
        const code = (await sent()).at(-1) ?? '';
        results.push(await redeem({ number: NUMBER }, wrong(code), attacker));
        results.push(await redeem({ number: NUMBER }, wrong(code, 2), attacker));
      }
      expect(statuses(results)).toEqual([...Array(5).fill('not_proved'), 'limited']);
    });

    it('counts wrong codes over many orders of a shop', async () => {
      await desk.close();
      const limits = { redeemShop: { most: 7, windowMs: HOUR } };
      desk = await openOrderDesk({ storeUrl: store.url, clock, smtpUrl: mail.url, limits });
      const results: RedeemResult[] = [];
      for (let n = 0; n < 9; n += 1) results.push(await redeem({ number: `VIL-${50_000 + n}` }, '123456', person()));
      expect(statuses(results)).toEqual([...Array(7).fill('not_proved'), 'limited', 'limited']);
    });

    it('sends a person no more than three codes an hour, and tells the wait', async () => {
      for (const number of ['VIL-10219', 'VIL-10227', NUMBER]) await request({ number });
      expect(await request({ number: 'VIL-10243' })).toEqual({ status: 'limited', retryAt: clock.now + HOUR });
      clock.now += HOUR;
      expect(await request({ number: 'VIL-10243' })).toMatchObject({ status: 'requested' });
    });

    it('fills nobody’s mailbox: five mails a day to one address, and no word on it', async () => {
      for (let n = 0; n < 9; n += 1) {
        expect(await request({ number: n % 2 ? NUMBER : 'VIL-10238' }, person())).toMatchObject({
          status: 'requested',
        });
        clock.now += HOUR;
      }
      expect(await sent()).toHaveLength(5);
    });

    it('makes codes of six digits that do not repeat', async () => {
      const codes = new Set<string>();
      for (const number of ['VIL-10219', 'VIL-10227', 'VIL-10243', 'VIL-10251', 'VIL-10255', NUMBER])
        await request({ number }, person());
      for (const code of await sent()) {
        expect(code).toMatch(/^\d{6}$/);
        codes.add(code);
      }
      expect(codes.size).toBeGreaterThan(4);
    });

    it('logs neither code nor address nor order', async () => {
      await request({ number: NUMBER });
      const [code = ''] = await sent();
      await redeem({ number: NUMBER }, code);
      for (const secret of [code, 'khadija', '10234']) expect(desk.logged()).not.toContain(secret);
    });
  });
}

it('reads a code from a sentence, and none where there are several or longer numbers', () => {
  expect(readCode('الرمز هو ١٢٣٤٥٦')).toBe('123456');
  expect(readCode('123-456')).toBe('123456');
  expect(readCode('1234567')).toBeUndefined();
  expect(readCode('123456 654321')).toBeUndefined();
  expect(readCode('0612345678')).toBeUndefined();
});
