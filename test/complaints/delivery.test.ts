import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import {
  type Complaints,
  type ComplaintsOptions,
  createComplaints,
  FILINGS,
  type Filing,
  type OpenTargets,
  openTargets,
  signWebhook,
} from '../../src/complaints/index.ts';
import { createLog } from '../../src/log.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { filing } from '../support/filing.ts';
import { type HookServer, startHookServer } from '../support/hookServer.ts';
import { type MailServer, startMailServer } from '../support/mailServer.ts';
import { STORES, type Store } from '../support/stores.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;
const SECRET = 'a-secret-of-many-characters';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const say = openSay();

for (const { name, create } of STORES) {
  describe(`delivery to the shop on ${name}`, () => {
    let store: Store;
    let driver: Driver;
    let mail: MailServer;
    let hook: HookServer;
    let opened: OpenTargets;
    let complaints: Complaints;
    let logged: string[];
    let now = NOW;

    const open = (more: Partial<ComplaintsOptions> = {}) =>
      createComplaints({
        driver,
        now: () => now,
        log: createLog('debug', (line) => logged.push(line)),
        shops: ['xiaomi-ma'],
        targets: opened.targets,
        files: { read: async (url) => (url === '/files/1.png' ? { type: 'image/png', content: PNG } : undefined) },
        ...more,
      });

    beforeEach(async () => {
      store = await create();
      driver = await openDriver(store.url);
      mail = await startMailServer();
      hook = await startHookServer();
      logged = [];
      now = NOW;
      waitUpTo(20_000);
    });

    /** The shop's targets, each given so long; short only where one is meant to be too slow. */
    const waitUpTo = (timeoutMs: number) => {
      const settings = {
        mail: [['xiaomi-ma', 'desk@shop.example']] as const,
        webhooks: new Map([['xiaomi-ma', hook.url]]),
        webhookSecrets: new Map([['xiaomi-ma', SECRET]]),
        smtpUrl: mail.url,
        from: 'Sanad <bot@sanad.example>',
      };
      opened = openTargets(settings, { say, shopName: () => 'شاومي المغرب' }, { now: () => now, timeoutMs });
      complaints = open();
    };
    afterEach(async () => {
      await complaints.stop();
      opened.close();
      await Promise.all([mail.close(), hook.close()]);
      await driver.close();
      await store.remove();
    });

    const file = async (more: Partial<Filing> = {}) => {
      const number = await complaints.reserve({
        shop: 'xiaomi-ma',
        conversation: 'web-1',
        draft: 'one',
        kind: 'complaint',
      });
      await driver.commit({ partition: 'records', ranks: [{ index: FILINGS, member: 'web-1', order: now }] });
      await driver.commit({ partition: 'c:web-1', appends: [{ list: FILINGS, value: filing({ number, ...more }) }] });
      return number;
    };
    const states = async (number: string) =>
      (await complaints.deliveries('xiaomi-ma', number)).map(({ notice, kind, state, attempts, code }) =>
        `${notice} ${kind} ${state} ${attempts} ${code ?? ''}`.trim(),
      );

    it('sends a mail in Arabic, right to left, as text and page, with the evidence and a stable id', async () => {
      const number = await file({
        fields: { ...filing().fields, description: 'مكسور <script>alert(1)</script>' },
        evidence: [{ contentType: 'image/png', contentUrl: '/files/1.png', name: '../../x.png' }],
      });
      await complaints.work();
      expect(mail.mails).toHaveLength(1);
      const [{ raw = '', to } = {}] = mail.mails;
      expect(to).toEqual(['desk@shop.example']);
      expect(raw).toContain(`Message-ID: <${number}.filed@sanad.example>`);
      expect(raw).toMatch(/^Reply-To: a@example.com/m);
      expect(raw).toContain(`filename=${number}-1.png`);
      expect(raw).not.toContain('x.png');
      const parts = decodedParts(raw);
      const text = parts.find((part) => part.type === 'text/plain')?.text ?? '';
      const html = parts.find((part) => part.type === 'text/html')?.text ?? '';
      for (const body of [text, html]) {
        for (const words of [number, 'سلمى العلوي', 'XM-1042', 'آخر أجل للرد']) expect(body).toContain(words);
      }
      expect(html).toContain('<html lang="ar" dir="rtl">');
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toContain('<script>');
      expect(parts.find((part) => part.type === 'image/png')?.bytes.equals(PNG)).toBe(true);
    });

    it('posts a signed webhook with everything that was filed', async () => {
      const number = await file({
        evidence: [
          { contentType: 'image/png', contentUrl: '/files/1.png' },
          { contentType: 'image/png', contentUrl: '/files/gone.png' },
        ],
      });
      await complaints.work();
      expect(hook.received).toHaveLength(1);
      const { headers, body } = hook.received[0]!;
      expect(headers['x-sanad-id']).toBe(`${number}.filed`);
      expect(headers['x-sanad-timestamp']).toBe(String(NOW / 1000));
      expect(headers['x-sanad-signature']).toBe(signWebhook(SECRET, String(NOW / 1000), body));
      expect(headers['x-sanad-again']).toBeUndefined();
      expect(JSON.parse(body)).toMatchObject({
        id: `${number}.filed`,
        type: 'complaint.filed',
        again: false,
        complaint: {
          number,
          state: 'open',
          fields: filing().fields,
          evidence: [
            { id: '1', contentType: 'image/png', bytes: PNG.length, base64: PNG.toString('base64') },
            { id: '2', missing: true },
          ],
        },
      });
      expect(await states(number)).toEqual(['filed mail delivered 1', 'filed webhook delivered 1']);
    });

    it('tries again later under the same id while the receiver fails, and stops when it accepts', async () => {
      hook.behave(500, 503, 200);
      const number = await file();
      for (let tries = 0; tries < 3; tries += 1) {
        await complaints.work();
        await complaints.work();
        now += 2 * HOUR;
      }
      await complaints.work();
      expect(
        hook.received.map(
          ({ headers }) => `${headers['x-sanad-id']} ${headers['x-sanad-attempt']} ${headers['x-sanad-again']}`,
        ),
      ).toEqual([`${number}.filed 1 undefined`, `${number}.filed 2 undefined`, `${number}.filed 3 undefined`]);
      expect(await states(number)).toContain('filed webhook delivered 3 Status503');
      expect(mail.mails).toHaveLength(1);
    });

    it('marks a repetition when nobody knows whether the attempt before arrived', async () => {
      opened.close();
      waitUpTo(300);
      hook.behave('stall', 'hang up', 200);
      await file();
      for (let tries = 0; tries < 3; tries += 1) {
        await complaints.work();
        now += 2 * HOUR;
      }
      expect(hook.received.map(({ headers }) => headers['x-sanad-again'])).toEqual([undefined, 'true', 'true']);
      expect(JSON.parse(hook.received[2]?.body ?? '')).toMatchObject({ again: true });
      expect(logged.filter((line) => line.includes('complaint.delivery.again'))).toHaveLength(2);
    });

    it('follows no redirect, and waits as long as the receiver asks', async () => {
      const other = await startHookServer();
      hook.behave(
        { status: 302, headers: { location: other.url } },
        { status: 429, headers: { 'retry-after': '7200' } },
        200,
      );
      const number = await file();
      await complaints.work();
      expect(await states(number)).toContain('filed webhook waiting 1 Status302');
      now += HOUR;
      await complaints.work();
      now += HOUR;
      await complaints.work();
      expect(hook.received).toHaveLength(2);
      now += HOUR;
      await complaints.work();
      expect(hook.received).toHaveLength(3);
      expect(other.received).toHaveLength(0);
      await other.close();
    });

    it('gives up after three days, visibly, and sends again on demand', async () => {
      hook.behave(500);
      const number = await file({ dueAt: '2027-06-01' });
      for (let hours = 0; hours < 80; hours += 1) {
        await complaints.work();
        now += HOUR;
      }
      expect(await states(number)).toContainEqual(expect.stringMatching(/^filed webhook failed \d+ Status500$/));
      const attempts = hook.received.length;
      expect(attempts).toBeLessThan(90);
      now += 100 * HOUR;
      await complaints.work();
      expect(hook.received).toHaveLength(attempts);
      hook.behave(200);
      expect(await complaints.resend('xiaomi-ma', number, { by: 'Sara' })).toEqual({ status: 'queued', deliveries: 1 });
      await complaints.work();
      expect(await states(number)).toContain('filed webhook delivered 1');
      expect(hook.received.at(-1)?.headers).toMatchObject({ 'x-sanad-id': `${number}.filed` });
      expect(hook.received.at(-1)?.headers['x-sanad-again']).toBeUndefined();
    });

    it('sends what has been delivered again when asked, marked, to every target', async () => {
      const number = await file();
      await complaints.work();
      expect(await complaints.resend('xiaomi-ma', number, { by: 'Sara' })).toEqual({ status: 'queued', deliveries: 2 });
      await complaints.work();
      expect(hook.received[1]?.headers).toMatchObject({ 'x-sanad-id': `${number}.filed`, 'x-sanad-again': 'true' });
      expect(mail.mails[1]?.raw).toMatch(/^X-Sanad-Again: true/m);
      expect(mail.mails[1]?.raw).toContain(`<${number}.filed@`);
      expect((await complaints.get('xiaomi-ma', number))?.history.map(({ deed }) => deed)).toEqual(['filed', 'resent']);
    });

    it('keeps mails going while the webhook stalls, and the other way round', async () => {
      opened.close();
      waitUpTo(1500);
      hook.behave('stall');
      const number = await file();
      await complaints.work();
      expect(await states(number)).toEqual(['filed mail delivered 1', 'filed webhook waiting 1 Timeout']);
      hook.behave(200);
      mail.hold();
      now += HOUR;
      await complaints.resend('xiaomi-ma', number, { by: 'Sara' });
      await complaints.resend('xiaomi-ma', number, { by: 'Sara' });
      await complaints.work();
      expect(await states(number)).toContain('filed webhook delivered 1');
      mail.release();
    });

    it('takes the answer of the mail server: a refused address is final, a busy server is not', async () => {
      mail.refuse({ code: 451 });
      const number = await file();
      await complaints.work();
      expect(await states(number)).toContain('filed mail waiting 1 Smtp451');
      mail.refuse({ code: 550 });
      now += HOUR;
      await complaints.work();
      expect(await states(number)).toContain('filed mail failed 2 Smtp550');
      mail.refuse(undefined);
      await complaints.resend('xiaomi-ma', number, { by: 'Sara' });
      await complaints.work();
      expect(await states(number)).toContain('filed mail delivered 1');
      expect(mail.mails.at(-1)?.raw).not.toContain('X-Sanad-Again');
    });

    it('reminds the shop two days before the promised day, once, and marks the day that has passed, once', async () => {
      const number = await file();
      const at = async (time: string) => {
        now = Date.parse(time);
        await complaints.work();
        return (await complaints.deliveries('xiaomi-ma', number)).map(({ notice, state }) => `${notice} ${state}`);
      };
      await at('2026-11-23T10:00:00Z');
      expect(await at('2026-11-27T23:59:59Z')).toHaveLength(2);
      expect(await at('2026-11-28T00:00:00Z')).toContain('reminder delivered');
      expect(await at('2026-11-30T23:59:59Z')).toHaveLength(4);
      expect(await complaints.list('xiaomi-ma', { overdue: true, limit: 5 })).toEqual({ items: [] });
      await complaints.stop();
      complaints = open();
      expect(await at('2026-12-01T00:00:00Z')).toContain('overdue delivered');
      expect(await at('2027-01-01T00:00:00Z')).toHaveLength(6);
      expect((await complaints.list('xiaomi-ma', { overdue: true, limit: 5 })).items).toMatchObject([
        { number, overdueSince: '2026-12-01T00:00:00.000Z' },
      ]);
      const record = await complaints.get('xiaomi-ma', number);
      expect(record?.history.map(({ by, deed }) => `${by} ${deed}`)).toEqual([
        'customer filed',
        'clock reminded',
        'clock overdue',
      ]);
      expect(mail.mails.map(({ raw }) => /^Message-ID: <.*\.(\w+)@/m.exec(raw)?.[1])).toEqual([
        'filed',
        'reminder',
        'overdue',
      ]);
    });

    it('is silent about a promise that was kept, and about filings without one', async () => {
      const number = await file();
      await complaints.work();
      await complaints.answer('xiaomi-ma', number, { by: 'Sara', text: 'تم' });
      now = Date.parse('2027-01-01T00:00:00Z');
      await complaints.work();
      expect((await complaints.get('xiaomi-ma', number))?.overdueSince).toBeUndefined();
      expect(hook.received).toHaveLength(1);
    });

    it('works once when two processes work', async () => {
      const other = open();
      const number = await file();
      await Promise.all([complaints.work(), other.work(), complaints.work()]);
      await vi.waitUntil(async () => {
        await Promise.all([complaints.work(), other.work()]);
        return (await states(number)).every((state) => state.includes('delivered'));
      });
      expect(hook.received).toHaveLength(1);
      expect(mail.mails).toHaveLength(1);
      await other.stop();
    });

    it('says at start, once, which shops get nothing, and delivers there after a setting and a resend', async () => {
      await complaints.stop();
      complaints = open({ targets: [] });
      const number = await file();
      await complaints.start();
      await complaints.work();
      expect(logged.filter((line) => line.includes('complaints.kept_in_store_only'))).toHaveLength(1);
      expect(await complaints.resend('xiaomi-ma', number, { by: 'Sara' })).toEqual({ status: 'no_target' });
      await complaints.stop();
      complaints = open();
      expect(await complaints.resend('xiaomi-ma', number, { by: 'Sara' })).toEqual({ status: 'queued', deliveries: 2 });
      await complaints.work();
      expect(hook.received).toHaveLength(1);
    });

    it('logs no personal data, whatever goes wrong', async () => {
      opened.close();
      waitUpTo(300);
      hook.behave(500, 'hang up', 'stall', 200);
      mail.refuse({ code: 550 });
      const number = await file();
      for (let tries = 0; tries < 4; tries += 1) {
        await complaints.work();
        now += 2 * HOUR;
      }
      await complaints.status({ shop: 'xiaomi-ma', number, email: 'a@example.com', person: 'web:1' });
      expect(logged.length).toBeGreaterThan(5);
      const all = logged.join('');
      for (const secret of [...Object.values(filing().fields), 'desk@shop.example', SECRET, '127.0.0.1']) {
        expect(all).not.toContain(secret);
      }
    });
  });
}

interface Part {
  readonly type: string;
  readonly bytes: Buffer;
  readonly text: string;
}

/** The leaves of a MIME message with their transfer encoding undone. */
function decodedParts(raw: string): Part[] {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  if (boundary !== undefined) {
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => decodedParts(part.replace(/^\r\n/, '')));
  }
  const type = /^content-type: ([\w/]+)/im.exec(head)?.[1] ?? '';
  const encoding = /^content-transfer-encoding: ([\w-]+)/im.exec(head)?.[1] ?? '';
  const quoted = body
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? quoted : body, 'latin1');
  return [{ type, bytes, text: bytes.toString('utf8') }];
}
