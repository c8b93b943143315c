import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILINGS } from '../../../src/complaints/index.ts';
import type * as wire from '../../../src/console/api/wire.ts';
import { partitionOf } from '../../../src/conversation/index.ts';
import { UNANSWERED } from '../../../src/reports/index.ts';
import { type AgentClient, type ConsoleDesk, PACKS, startConsole } from '../../support/consoleDesk.ts';
import { activities, type ClientConversation, message, post, startConversation } from '../../support/directLine.ts';
import { untilAnswered } from '../../support/untilAnswered.ts';

const SHOP = 'xiaomi-ma';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let desk: ConsoleDesk;
let amal: AgentClient;
let omar: AgentClient;
let nadia: AgentClient;
beforeAll(async () => {
  desk = await startConsole();
  amal = await desk.agent('amal', [SHOP]);
  omar = await desk.agent('omar', [SHOP]);
  nadia = await desk.agent('nadia', [SHOP], 'supervisor');
});
afterAll(() => desk.stop());

/** A customer who wrote and has asked for a person. */
async function waiting(text: string): Promise<ClientConversation> {
  const customer = await startConversation(desk.url, SHOP);
  await post(customer, message(text));
  await untilAnswered(desk.application.driver, customer.conversationId);
  const { value: current, version } = await desk.application.conversations.handover(customer.conversationId);
  const plan = await desk.handovers.plan({
    conversation: customer.conversationId,
    shop: SHOP,
    reason: 'asked',
    current: current as undefined,
  });
  const value = { ...plan.handover, state: 'waiting', since: { waiting: new Date().toISOString() } };
  await desk.application.conversations.changeHandover(customer.conversationId, { expect: version, value });
  desk.handovers.onCommitted({ id: customer.conversationId } as never, { lists: [], handover: true });
  await expect
    .poll(async () => (await desk.handovers.queue(SHOP)).map(({ conversation }) => conversation))
    .toContain(customer.conversationId);
  return customer;
}

const pathOf = ({ conversationId }: ClientConversation) => `/conversations/${conversationId}`;

describe('a conversation at the desk', () => {
  it('waits in the queue, is claimed by one of two, answered, and given back', async () => {
    const customer = await waiting('بغيت نهضر مع شي واحد');
    const { waiting: queue } = await amal.read<wire.Queue>(`/queue?shop=${SHOP}`);
    expect(queue).toMatchObject([{ conversation: customer.conversationId, reason: 'asked', position: 1 }]);
    const claims = await Promise.all([amal, omar].map((agent) => agent.post(`${pathOf(customer)}/claim`)));
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [holder, other] = claims[0]!.status === 200 ? [amal, omar] : [omar, amal];
    const { mine } = await holder.read<wire.Queue>('/queue');
    expect(mine.map(({ conversation }) => conversation)).toContain(customer.conversationId);

    expect((await other.post(`${pathOf(customer)}/messages`, { id: 'm1', text: 'سلام' })).status).toBe(409);
    for (let i = 0; i < 2; i++) await holder.send(`${pathOf(customer)}/messages`, { id: 'm1', text: 'سلام، أنا معك' });
    await holder.send(`${pathOf(customer)}/typing`);
    const said = (await activities(customer)).filter(({ text }) => text === 'سلام، أنا معك');
    expect(said).toHaveLength(1);
    expect(said[0]?.from?.role).not.toBe('user');

    const { entries } = await holder.read<wire.TranscriptPage>(`${pathOf(customer)}/transcript`);
    expect(entries.find(({ messageId }) => messageId === 'm1')).toMatchObject({ by: 'agent', text: 'سلام، أنا معك' });
    expect(entries.map(({ position }) => position)).toEqual(
      entries.map(({ position }) => position).sort((a, b) => a - b),
    );

    const back = await holder.send<wire.Handover>(`${pathOf(customer)}/give-back`);
    expect(back.state).toBe('bot');
    expect((await holder.post(`${pathOf(customer)}/messages`, { id: 'm2', text: 'late' })).status).toBe(409);
  });

  it('goes to a colleague who is present, and a supervisor may take it over', async () => {
    const customer = await waiting('I need a person');
    await amal.send(`${pathOf(customer)}/claim`);
    expect((await amal.post(`${pathOf(customer)}/transfer`, { to: omar.id })).status).toBe(409);
    await omar.send('/presence', { state: 'present' });
    const moved = await amal.send<wire.Handover>(`${pathOf(customer)}/transfer`, { to: omar.id });
    expect(moved.agent?.id).toBe(omar.id);
    const taken = await nadia.send<wire.Handover>(`${pathOf(customer)}/take-over`);
    expect(taken.agent?.id).toBe(nadia.id);
    expect((await omar.post(`${pathOf(customer)}/close`)).status).toBe(409);
    expect((await nadia.send<wire.Handover>(`${pathOf(customer)}/close`)).state).toBe('closed');
    await omar.send('/presence', { state: 'away' });
  });

  it('is stepped into where the bot speaks, by an agent of its shop only; the bot is silent until it is given back', async () => {
    const customer = await startConversation(desk.url, SHOP);
    const say = async (text: string) => {
      await post(customer, message(text));
      await untilAnswered(desk.application.driver, customer.conversationId);
    };
    await say('واش كاين شي جديد؟');
    const stranger = await desk.agent('yassir', ['village-ma'], 'supervisor');
    expect((await stranger.post(`${pathOf(customer)}/claim`)).status).toBe(404);
    const listed = await amal.read<wire.Page<wire.ConversationItem>>(`/conversations?shop=${SHOP}&state=bot`);
    expect(listed.items.map(({ conversation }) => conversation)).toContain(customer.conversationId);
    const taken = await amal.send<wire.Handover>(`${pathOf(customer)}/claim`);
    expect(taken).toMatchObject({ state: 'with_agent', reason: 'stepped_in', agent: { id: amal.id } });
    expect((await omar.post(`${pathOf(customer)}/claim`)).status).toBe(409);
    await say('سؤال آخر');
    await amal.send(`${pathOf(customer)}/messages`, { id: 's1', text: 'أنا معك' });
    await amal.send(`${pathOf(customer)}/give-back`);
    await say('شكرا');
    const said = (await activities(customer)).flatMap(({ text, from }) =>
      from?.role === 'user' || !text ? [] : [text],
    );
    expect(said.filter((text) => text.includes('بدلًا من سند'))).toHaveLength(1);
    expect(said.some((text) => text.includes('سؤال آخر'))).toBe(false);
    expect(said.at(-1)).toContain('شكرا');
  });

  it('is refused to who holds as many as they are given, in their language, unless they want it all the same', async () => {
    const busy = await desk.agent('hajar', [SHOP]);
    const customers: ClientConversation[] = [];
    for (let i = 0; i < 5; i++) customers.push(await startConversation(desk.url, SHOP));
    const last = pathOf(customers.pop()!);
    for (const customer of customers) await busy.send(`${pathOf(customer)}/claim`);
    const refused = await busy.post(`${last}/claim`, {}, { 'accept-language': 'fr' });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: { code: 'AtCapacity', message: expect.stringContaining('4 conversations en cours, 4 au plus') },
    });
    const arabic = (await (await busy.post(`${last}/claim`)).json()) as wire.Refusal;
    expect(arabic.error.message).toContain('عدد محادثاتك الآن 4');
    expect(await busy.send<wire.Handover>(`${last}/claim`, { override: true })).toMatchObject({ state: 'with_agent' });
    await omar.send('/presence', { state: 'present' });
    await busy.send(`${last}/transfer`, { to: omar.id });
    await busy.send('/presence', { state: 'present' });
    const back = await omar.post(`${last}/transfer`, { to: busy.id });
    expect(await back.json()).toMatchObject({ error: { code: 'ColleagueAtCapacity' } });
    await omar.send(`${last}/transfer`, { to: busy.id, override: true });
    for (const customer of customers) await busy.send(`${pathOf(customer)}/close`);
    await busy.send(`${last}/close`);
    for (const agent of [omar, busy]) await agent.send('/presence', { state: 'away' });
  });

  it('shows the customer’s newest words in its row, and who said the last thing', async () => {
    const customer = await waiting('أين طلبي؟');
    const row = async () =>
      (await amal.read<wire.Queue>(`/queue?shop=${SHOP}`)).waiting.find(
        ({ conversation }) => conversation === customer.conversationId,
      );
    // The bot echoes, and what it said is newer.
    expect((await activities(customer)).at(-1)?.from?.role).not.toBe('user');
    expect((await row())?.preview).toBe('أين طلبي؟');
    await amal.send(`${pathOf(customer)}/claim`);
    for (let i = 0; i < 12; i++) await amal.send(`${pathOf(customer)}/messages`, { id: `p${i}`, text: `رد ${i}` });
    const { mine } = await amal.read<wire.Queue>('/queue');
    const held = mine.find(({ conversation }) => conversation === customer.conversationId);
    expect(held).toMatchObject({ preview: 'أين طلبي؟', lastBy: 'agent', unread: 0 });
    expect(held?.unansweredSince).toBeUndefined();
    await amal.send(`${pathOf(customer)}/close`);
  });

  it('takes a citation only when its quote stands word for word in the clause of this shop', async () => {
    const customer = await waiting('شحال عندي ديال الوقت باش نرجع');
    await amal.send(`${pathOf(customer)}/claim`);
    const pack = PACKS.find(({ shop }) => shop.id === SHOP)!;
    const clause = pack.clauses.find(({ text }) => text.length > 40)!;
    const say = (citation: object, id: string) =>
      amal.post(`${pathOf(customer)}/messages`, { id, text: 'حسب السياسة', citations: [citation] });
    const foreign = PACKS.find(({ shop }) => shop.id !== SHOP)!.clauses.find(({ text }) => text.length > 40)!;
    const wrong = [
      [{ clause: clause.id, quote: `${clause.text.slice(0, 20)} غير موجود` }, 'NotVerbatim'],
      [{ clause: clause.id, quote: '' }, 'NotVerbatim'],
      [{ clause: `${SHOP}#999`, quote: 'x' }, 'UnknownClause'],
      [{ clause: foreign.id, quote: foreign.text }, 'UnknownClause'],
    ] as const;
    for (const [citation, code] of wrong) {
      const response = await say(citation, 'w');
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code } });
    }
    expect((await say({ clause: clause.id, quote: clause.text.slice(0, 40) }, 'c1')).status).toBe(200);
    const told = (await activities(customer)).at(-1);
    expect(told?.channelData?.sanad?.citations?.[0]).toMatchObject({
      clause: clause.id,
      policyVersion: pack.policyVersion,
    });
  });

  it('suggests clauses and ready replies for the customer’s words, every quote verbatim', async () => {
    const customer = await waiting('كم مدة إرجاع المنتج؟');
    const { clauses, canned, quick } = await amal.read<wire.Suggestions>(`${pathOf(customer)}/suggestions`);
    expect(clauses.length).toBeGreaterThan(0);
    expect(canned.length).toBeGreaterThan(3);
    expect(quick.map(({ text }) => text)).toContain('السلام عليكم، معك amal من فريق شاومي المغرب. كيف أساعدك؟');
    expect(quick.some(({ text }) => text.includes('{{'))).toBe(false);
    const pack = PACKS.find(({ shop }) => shop.id === SHOP)!;
    const fold = (text: string) => text.replace(/\s+/gu, ' ').trim();
    for (const { clause, quote } of [...clauses, ...canned.flatMap(({ citations = [] }) => citations)]) {
      expect(fold(pack.clauses.find(({ id }) => id === clause)?.text ?? '')).toContain(fold(quote));
    }
    const found = await amal.read<wire.Page<wire.SuggestedClause>>(
      `/clauses?shop=${SHOP}&q=${encodeURIComponent('الضمان')}`,
    );
    expect(found.items.length).toBeGreaterThan(0);
  });

  it('keeps notes from the customer, once each', async () => {
    const customer = await waiting('hello');
    for (let i = 0; i < 2; i++) await amal.send(`${pathOf(customer)}/notes`, { id: 'n1', text: 'سر بيننا' });
    const { notes } = await omar.read<wire.ConversationDetail>(pathOf(customer));
    expect(notes).toMatchObject([{ id: 'n1', text: 'سر بيننا', by: { id: amal.id } }]);
    expect(JSON.stringify(await activities(customer))).not.toContain('سر بيننا');
  });

  it('sends a file that was checked, and none of another conversation', async () => {
    const [customer, other] = [await waiting('file please'), await waiting('and me')];
    await amal.send(`${pathOf(customer)}/claim`);
    await amal.send(`${pathOf(other)}/claim`);
    const upload = async (content: Buffer, name: string) => {
      const form = new FormData();
      form.append('file', new File([new Uint8Array(content)], name));
      const { 'x-sanad-csrf': csrf = '', cookie = '' } = amal.headers;
      const headers = { cookie, 'x-sanad-csrf': csrf };
      return fetch(`${desk.url}/console/api${pathOf(customer)}/files`, { method: 'POST', headers, body: form });
    };
    expect((await upload(Buffer.from('<script>'), 'a.png')).status).toBe(415);
    const kept = await upload(PNG, '../<b>photo</b>.exe');
    const { attachment } = (await kept.json()) as { attachment: wire.Attachment };
    expect(attachment.name).toMatch(/\.png$/);
    const say = (to: ClientConversation, id: string) =>
      amal.post(`${pathOf(to)}/messages`, { id, text: '', attachments: [{ url: attachment.url }] });
    expect((await say(other, 'f1')).status).toBe(400);
    expect((await say(customer, 'f2')).status).toBe(200);
    expect((await activities(customer)).at(-1)?.attachments?.[0]?.contentType).toBe('image/png');
  });

  it('pages its transcript backwards and forwards without losing or doubling an entry', async () => {
    const customer = await waiting('0');
    for (let i = 1; i < 15; i++) await post(customer, message(String(i)));
    await untilAnswered(desk.application.driver, customer.conversationId);
    const all = await amal.read<wire.TranscriptPage>(`${pathOf(customer)}/transcript?limit=200`);
    const pages: wire.TranscriptEntry[] = [];
    for (let before: number | string | null | undefined = ''; before !== null && before !== undefined; ) {
      const page: wire.TranscriptPage = await amal.read(
        `${pathOf(customer)}/transcript?limit=4${before && `&before=${before}`}`,
      );
      pages.unshift(...page.entries);
      before = page.next;
    }
    expect(pages.map(({ position }) => position)).toEqual(all.entries.map(({ position }) => position));
    const after = await amal.read<wire.TranscriptPage>(
      `${pathOf(customer)}/transcript?after=${all.entries[3]!.position}&limit=200`,
    );
    expect(after.entries.map(({ position }) => position)).toEqual(all.entries.slice(4).map(({ position }) => position));
  });

  it('is found by its state, its id and the words in it', async () => {
    const customer = await waiting('كلمة نادرة زعفران');
    const list = (query: string) => amal.read<wire.Page<wire.ConversationItem>>(`/conversations?shop=${SHOP}&${query}`);
    const ids = async (query: string) => (await list(query)).items.map(({ conversation }) => conversation);
    expect(await ids('state=open')).toContain(customer.conversationId);
    expect(await ids('state=closed')).not.toContain(customer.conversationId);
    expect(await ids(`q=${customer.conversationId}`)).toEqual([customer.conversationId]);
    expect(await ids(`q=${encodeURIComponent('زعفران')}`)).toEqual([customer.conversationId]);
    const [first, second] = [await list('limit=3'), await list('limit=500')];
    const rest = await list(`limit=500&after=${encodeURIComponent(first.next ?? '')}`);
    expect([...first.items, ...rest.items].map(({ conversation }) => conversation)).toEqual(
      second.items.map(({ conversation }) => conversation),
    );
  });

  it('tells the audit log who opened and answered it', async () => {
    const { items } = await nadia.read<wire.Page<wire.AuditItem>>('/audit?limit=200');
    const seen = new Set(items.map(({ action, by }) => `${by.name} ${action}`));
    for (const entry of [
      'amal claimed',
      'amal stepped_in',
      'hajar capacity_exceeded',
      'omar capacity_exceeded',
      'amal replied',
      'omar conversation_opened',
      'nadia taken_over',
      'amal file_sent',
    ]) {
      expect(seen, entry).toContain(entry);
    }
    expect(JSON.stringify(items)).not.toMatch(/زعفران|سر بيننا/);
    // A console asks for a conversation and its transcript at once: that is one look.
    const customer = await startConversation(desk.url, SHOP);
    await Promise.all([amal.read(pathOf(customer)), amal.read(`${pathOf(customer)}/transcript`)]);
    const after = await nadia.read<wire.Page<wire.AuditItem>>('/audit?limit=200');
    const looks = after.items.filter(({ subject }) => subject === customer.conversationId);
    expect(looks.map(({ action }) => action)).toEqual(['conversation_opened']);
  });
});

describe('complaints at the desk', () => {
  const filed = async (description: string) => {
    const customer = await startConversation(desk.url, SHOP);
    const conversation = customer.conversationId;
    const number = await desk.complaints.reserve({ shop: SHOP, conversation, draft: description, kind: 'complaint' });
    const filing = {
      ...{ number, kind: 'complaint', shop: SHOP, conversation, channel: 'web', draft: description },
      fields: { name: '=cmd()', description, email: 'a@b.ma' },
      ...{ evidence: [], basis: [], filedAt: new Date().toISOString(), customer: { id: 'u' } },
    };
    const appends = [{ list: FILINGS, value: filing }];
    await desk.application.driver.commit({ partition: partitionOf(conversation), appends });
    desk.complaints.wake(conversation);
    await expect.poll(() => desk.complaints.get(SHOP, number)).toBeDefined();
    return number;
  };

  it('are listed page by page, assigned, answered, closed, and closed for good', async () => {
    const numbers = [await filed('مشكل 1'), await filed('مشكل 2'), await filed('مشكل 3')];
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page: wire.Page<wire.ComplaintItem> = await amal.read(
        `/complaints?limit=2${after && `&after=${encodeURIComponent(after)}`}`,
      );
      seen.push(...page.items.map(({ number }) => number));
      if (!page.next) break;
      after = page.next;
    }
    expect(seen.sort()).toEqual(numbers.sort());
    const path = `/complaints/${numbers[0]}`;
    expect(await amal.send(`${path}/assign`, { to: omar.id })).toMatchObject({
      state: 'assigned',
      agent: { name: 'omar' },
    });
    expect(await omar.send(`${path}/answer`, { text: 'الحل' })).toMatchObject({ state: 'answered' });
    const closed = await omar.send<wire.ComplaintDetail>(`${path}/close`, { note: 'تم' });
    expect(closed.history.map(({ what }) => what)).toEqual(['filed', 'assigned', 'answered', 'closed']);
    expect((await omar.post(`${path}/answer`, { text: 'again' })).status).toBe(409);
    expect((await amal.read<wire.Page<wire.ComplaintItem>>('/complaints?state=closed')).items).toHaveLength(1);
  });

  it('are exported whole, and no cell runs in a spreadsheet', async () => {
    const csv = await (await nadia.get('/complaints/export?format=csv')).text();
    expect(csv.split('\r\n').filter(Boolean)).toHaveLength(4);
    expect(csv).toContain("'=cmd()");
    const json = (await (await nadia.get('/complaints/export?format=json')).json()) as unknown[];
    expect(json).toHaveLength(3);
  });

  it('are none to an agent of another shop', async () => {
    const { items } = await amal.read<wire.Page<wire.ComplaintItem>>('/complaints');
    const stranger = await desk.agent('salim', ['village-ma']);
    expect((await stranger.read<wire.Page<wire.ComplaintItem>>('/complaints')).items).toEqual([]);
    const { number } = items[0]!;
    expect((await stranger.get(`/complaints/${number}`)).status).toBe(404);
    for (const deed of ['assign', 'answer', 'close', 'resend']) {
      expect((await stranger.post(`/complaints/${number}/${deed}`, { text: 'x' })).status, deed).toBe(404);
    }
  });
});

describe('questions without an answer', () => {
  it('stand once for every spelling, with their number, the newest first, and are counted once', async () => {
    const { driver } = desk.application;
    const ask = async (question: string, at: string) => {
      const { conversationId } = await startConversation(desk.url, SHOP);
      const value = { question, shop: SHOP, reason: 'unknown', at };
      await driver.commit({ partition: partitionOf(conversationId), appends: [{ list: UNANSWERED, value }] });
      for (let i = 0; i < 2; i++) await desk.console.parts.unanswered.count(conversationId);
    };
    await ask('واش كاين التوصيل للداخلة؟', '2026-11-01T00:00:00.000Z');
    await ask('واش  كاين التَّوصيل للداخلة', '2026-11-02T00:00:00.000Z');
    await ask('Do you sell cars?', '2026-11-03T00:00:00.000Z');
    const { items } = await amal.read<wire.Page<wire.UnansweredItem>>('/unanswered');
    expect(items.map(({ question, times }) => [question, times])).toEqual([
      ['Do you sell cars?', 1],
      ['واش  كاين التَّوصيل للداخلة', 2],
    ]);
    const first = await amal.read<wire.Page<wire.UnansweredItem>>('/unanswered?limit=1');
    const second = await amal.read<wire.Page<wire.UnansweredItem>>(
      `/unanswered?limit=1&after=${encodeURIComponent(first.next!)}`,
    );
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.next).toBeNull();
  });
});
