import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  activities,
  type ClientConversation,
  message,
  post,
  postOnce,
  startConversation,
} from '../../support/directLine.ts';
import { startTestApp, type TestApp } from '../../support/testApp.ts';

let app: TestApp;
const SECRET = 'secret-of-the-second-shop-1234';
let now = 1_795_000_000_000;

beforeAll(async () => {
  app = await startTestApp({
    now: () => now,
    shops: [
      { id: 'demo', name: 'Demo', origins: ['https://demo.example'] },
      { id: 'second', name: 'Second', origins: ['https://second.example'], secret: SECRET },
    ],
    env: { TOKEN_MINUTES: '60' },
  });
});
afterAll(() => app.stop());

const call = (
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
) =>
  fetch(`${app.url}/v3/directline${path}`, {
    method,
    headers: { ...(options.token && { authorization: `Bearer ${options.token}` }), ...options.headers },
    ...(options.body !== undefined && {
      body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
    }),
  });
const answer = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as Record<string, never>,
});
const refused = (status: number, code: string) => ({ status, body: { error: { code, message: expect.any(String) } } });
const answered = (client: ClientConversation, count: number) =>
  vi.waitUntil(async () => {
    const all = await activities(client);
    return all.filter((one) => one.from?.role === 'bot').length >= count && all;
  });

describe('beginning a conversation', () => {
  it('gives a token, a socket address and a conversation that nobody can guess', async () => {
    const { status, body } = await answer(
      await call('POST', '/conversations?shop=demo', { body: { user: { id: 'chosen' }, locale: 'ar' } }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      conversationId: expect.stringMatching(/^web-[\w-]{22}$/),
      expires_in: 3600,
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/.*\?t=/),
    });
    const claims = JSON.parse(Buffer.from(String(body.token).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      user: expect.stringMatching(/^dl_[\w-]{22}$/),
      conv: body.conversationId,
      shop: 'demo',
    });
  });

  it('takes the shop from the body too, and says which shops there are', async () => {
    expect((await call('POST', '/conversations', { body: { shop: 'demo' } })).status).toBe(201);
    expect(await answer(await call('POST', '/conversations', { body: {} }))).toEqual(refused(400, 'MissingProperty'));
    const unknown = await answer(await call('POST', '/conversations?shop=nix'));
    expect(unknown).toEqual(refused(404, 'UnknownShop'));
    expect(JSON.stringify(unknown.body)).toContain('second');
  });

  it('with a token made before begins that conversation once (201, then 200)', async () => {
    const { body: made } = await answer(await call('POST', '/tokens/generate?shop=demo'));
    expect(made).toMatchObject({ conversationId: expect.any(String), token: expect.any(String), expires_in: 3600 });
    expect(
      await answer(await call('GET', `/conversations/${made.conversationId}/activities`, { token: made.token })),
    ).toEqual(refused(404, 'ConversationNotFound'));
    for (const status of [201, 200, 200]) {
      const begun = await answer(await call('POST', '/conversations', { token: made.token, body: {} }));
      expect(begun).toMatchObject({
        status,
        body: { conversationId: made.conversationId, token: expect.any(String), streamUrl: expect.any(String) },
      });
    }
  });

  it("with a shop's secret takes the user and the origins that the shop's server names", async () => {
    const named = { user: { id: 'dl_customer-7' }, trustedOrigins: ['https://narrow.example'] };
    const { status, body } = await answer(await call('POST', '/tokens/generate', { token: SECRET, body: named }));
    expect(status).toBe(200);
    const claims = JSON.parse(Buffer.from(String(body.token).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ user: 'dl_customer-7', shop: 'second', origins: ['https://narrow.example'] });
    const from = (origin: string) => call('POST', '/conversations', { token: body.token, headers: { origin } });
    expect((await from('https://second.example')).status).toBe(403);
    // Named by the shop's server, but none of the shop's own origins: a token narrows and never widens.
    expect((await from('https://narrow.example')).status).toBe(403);
    expect((await from('https://demo.example')).status).toBe(403);
    for (const user of [{ id: 'customer' }, { id: 5 }, { id: 'dl_<x>' }]) {
      expect(await answer(await call('POST', '/tokens/generate', { token: SECRET, body: { user } }))).toEqual(
        refused(400, 'BadArgument'),
      );
    }
  });
});

it("a token's trusted origins open the shop to no origin of another shop", async () => {
  const body = { trustedOrigins: ['https://demo.example', 'https://second.example'] };
  const made = await answer(await call('POST', '/tokens/generate', { token: SECRET, body }));
  const from = (origin: string) => call('POST', '/tokens/refresh', { token: made.body.token, headers: { origin } });
  expect((await from('https://demo.example')).status).toBe(403);
  expect((await from('https://second.example')).status).toBe(200);
});

describe('a resume key', () => {
  it('is limited by the person too, and keeps the narrowed origins', async () => {
    const named = { trustedOrigins: ['https://demo.example'] };
    const begun = await answer(await call('POST', '/conversations', { token: SECRET, body: named }));
    const resume = (headers = {}) => call('POST', '/tokens/resume', { body: { resume: begun.body.resume }, headers });
    expect((await resume({ origin: 'https://second.example' })).status).toBe(403);
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push((await resume()).status);
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    expect((await call('POST', '/conversations?shop=demo')).status).toBe(201);
  });
});

describe('a conversation over HTTP', () => {
  it('echoes the message with its id, time and channel data, then the answer', async () => {
    const client = await startConversation(app.url);
    const id = await post(client, message('سلام'));
    const [echo, reply] = await answered(client, 1);
    expect(echo).toMatchObject({
      id,
      type: 'message',
      text: 'سلام',
      from: { role: 'user', id: expect.stringMatching(/^dl_/) },
      channelData: { clientActivityID: 'client سلام' },
      timestamp: expect.any(String),
    });
    expect(reply).toMatchObject({
      text: 'سلام',
      from: { id: 'sanad', role: 'bot' },
      replyToId: id,
      textFormat: 'plain',
      channelData: { sanad: { answers: [id] } },
    });
  });

  it('gives only what follows the watermark, and nothing when there is nothing new', async () => {
    const client = await startConversation(app.url);
    await post(client, message('a'));
    await answered(client, 1);
    const page = async (watermark: string) =>
      (
        await answer(
          await call('GET', `/conversations/${client.conversationId}/activities?watermark=${watermark}`, {
            token: client.token,
          }),
        )
      ).body as unknown as { activities: { text: string }[]; watermark: string };
    const first = await page('');
    expect(first.activities).toHaveLength(2);
    expect(await page(first.watermark)).toEqual({ activities: [], watermark: first.watermark });
    await post(client, message('b'));
    await answered(client, 2);
    expect((await page(first.watermark)).activities.map((one) => one.text)).toEqual(['b', 'b']);
  });

  it('pages a long history', async () => {
    const client = await startConversation(app.url);
    for (let i = 0; i < 18; i++) await post(client, message(`text ${i}`));
    for (let i = 0; i < 210; i++) {
      await app.application.driver.commit({
        partition: `c:${client.conversationId}`,
        appends: [{ list: 'log', value: { direction: 'out', activity: { type: 'message', text: `old ${i}` } } }],
      });
    }
    await answered(client, 18);
    const all = await activities(client);
    expect(all).toHaveLength(18 * 2 + 210);
    const order = all.map((one) => one.channelData?.['webchat:sequence-id']);
    expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)));
  });

  it('takes a message that is posted again once, and answers with the first id', async () => {
    const client = await startConversation(app.url);
    const ids = await Promise.all([1, 2, 3].map(() => post(client, message('same'))));
    expect(new Set(ids).size).toBe(1);
    await answered(client, 1);
    await post(client, message('next'));
    expect((await answered(client, 2)).map((one) => one.text)).toEqual(['same', 'same', 'next', 'next']);
  });

  it('takes a customer’s typing, events, feedback and end without an answer', async () => {
    const client = await startConversation(app.url);
    const feedback = {
      type: 'event',
      name: 'webchat:activity-status/feedback',
      entities: [{ type: 'https://schema.org/VoteAction' }],
    };
    for (const one of [
      { type: 'typing' },
      feedback,
      { type: 'invoke', name: 'message/submitAction', value: {} },
      { type: 'endOfConversation' },
    ]) {
      expect(await post(client, one)).toEqual(expect.any(String));
    }
    await post(client, message('after'));
    const all = await answered(client, 1);
    expect(all.map((one) => one.type)).toEqual(['event', 'invoke', 'endOfConversation', 'message', 'message']);
  });

  it('notes how far the customer has read without troubling the bot', async () => {
    const client = await startConversation(app.url);
    await post(client, message('a'));
    await answered(client, 1);
    const { watermark } = (
      await answer(await call('GET', `/conversations/${client.conversationId}/activities`, { token: client.token }))
    ).body as unknown as { watermark: string };
    await post(client, { type: 'event', name: 'sanad/read', value: watermark });
    const transcript = await app.application.conversations.transcript(client.conversationId, { limit: 99 });
    expect(transcript.at(-1)).toMatchObject({ direction: 'out', delivery: { state: 'read' } });
    expect(await activities(client)).toHaveLength(2);
  });
});

describe('tokens over HTTP', () => {
  it('are refreshed while they live, and not after', async () => {
    const client = await startConversation(app.url);
    now += 50 * 60_000;
    const { status, body } = await answer(await call('POST', '/tokens/refresh', { token: client.token }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ conversationId: client.conversationId, expires_in: 3600 });
    now += 20 * 60_000;
    expect((await call('GET', `/conversations/${client.conversationId}`, { token: body.token })).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/tokens/refresh'],
      ['GET', `/conversations/${client.conversationId}`],
      ['POST', `/conversations/${client.conversationId}/activities`],
    ] as const) {
      expect(await answer(await call(method, path, { token: client.token }))).toEqual(refused(403, 'TokenExpired'));
    }
  });

  it('come back with a resume key after a long absence, with the history', async () => {
    const client = await startConversation(app.url);
    await post(client, message('a'));
    now += 7 * 24 * 3_600_000;
    const { status, body } = await answer(await call('POST', '/tokens/resume', { body: { resume: client.resume } }));
    expect(status).toBe(200);
    expect((await activities({ ...client, token: String(body.token) })).length).toBeGreaterThan(0);
    now += 31 * 24 * 3_600_000;
    expect(await answer(await call('POST', '/tokens/resume', { body: { resume: client.resume } }))).toEqual(
      refused(403, 'TokenExpired'),
    );
    expect(await answer(await call('POST', '/tokens/resume', { body: { resume: client.token } }))).toEqual(
      refused(403, 'BadToken'),
    );
    expect(await answer(await call('POST', '/tokens/refresh', { token: client.resume }))).toEqual(
      refused(403, 'BadToken'),
    );
  });
});

describe('what is refused', () => {
  it('is a request without a token, or with one of nobody', async () => {
    const client = await startConversation(app.url);
    const path = `/conversations/${client.conversationId}/activities`;
    for (const authorization of ['', 'Basic abc', 'Bearer', 'Bearer ', 'Bearer a b']) {
      expect((await call('GET', path, { headers: authorization ? { authorization } : {} })).status).toBe(401);
    }
    for (const token of ['forged', `${client.token}x`, `${client.token.slice(0, -10)}AAAAAAAAAA`, SECRET]) {
      expect(await answer(await call('GET', path, { token }))).toEqual(refused(403, 'BadToken'));
    }
  });

  it("is another conversation's id, on every route", async () => {
    const [mine, theirs] = [await startConversation(app.url), await startConversation(app.url)];
    const path = `/conversations/${theirs.conversationId}`;
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/activities'],
      ['POST', '/activities'],
      ['POST', '/upload'],
    ] as const) {
      const body = method === 'POST' ? { body: message('intruder') } : {};
      expect(await answer(await call(method, path + rest, { token: mine.token, ...body }))).toEqual(
        refused(403, 'Forbidden'),
      );
    }
    expect(await activities(theirs)).toEqual([]);
  });

  it("is another conversation's watermark, and one from the future", async () => {
    const [mine, theirs] = [await startConversation(app.url), await startConversation(app.url)];
    for (const client of [mine, theirs]) {
      await post(client, message('a'));
      await answered(client, 1);
    }
    const { body } = await answer(
      await call('GET', `/conversations/${theirs.conversationId}/activities`, { token: theirs.token }),
    );
    const own = await answer(
      await call('GET', `/conversations/${mine.conversationId}/activities`, { token: mine.token }),
    );
    const future = String(Number(own.body.watermark) + 1_000_000);
    for (const watermark of [body.watermark, future, 'x', '-1']) {
      for (const rest of ['', '/activities']) {
        const path = `/conversations/${mine.conversationId}${rest}?watermark=${watermark}`;
        expect(await answer(await call('GET', path, { token: mine.token }))).toEqual(refused(400, 'BadArgument'));
      }
    }
  });

  it('is a page of a foreign origin, with headers only for allowed ones', async () => {
    const client = await startConversation(app.url);
    const path = `/conversations/${client.conversationId}/activities`;
    for (const origin of ['https://evil.example', 'null', 'https://demo.example.evil.example', 'http://demo.example']) {
      for (const [method, where] of [
        ['POST', '/conversations?shop=demo'],
        ['GET', path],
        ['OPTIONS', path],
      ] as const) {
        const response = await call(method, where, {
          token: method === 'GET' ? client.token : '',
          headers: { origin },
        });
        expect(response.status).toBe(403);
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
    const other = { token: client.token, headers: { origin: 'https://second.example' } };
    expect(await answer(await call('GET', path, other))).toEqual(refused(403, 'OriginNotAllowed'));
    expect(
      (await call('POST', '/conversations?shop=demo', { headers: { origin: 'https://second.example' } })).status,
    ).toBe(403);
    for (const origin of ['https://demo.example', app.url]) {
      const response = await call('GET', path, { token: client.token, headers: { origin } });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
    }
  });

  it('is answered to an allowed page in a way that its browser lets it read', async () => {
    const headers = { origin: 'https://demo.example' };
    const response = await call('GET', '/conversations/web-x/activities', { token: 'forged', headers });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://demo.example');
  });

  it('is a body that is too large or compressed', async () => {
    const client = await startConversation(app.url);
    const path = `/conversations/${client.conversationId}/activities`;
    const large = JSON.stringify({ type: 'event', name: 'x', value: 'x'.repeat(300_000) });
    expect(await answer(await call('POST', path, { token: client.token, body: large }))).toEqual(
      refused(413, 'BodyTooLarge'),
    );
    const chunked = await fetch(`${app.url}/v3/directline${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}` },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    for (const encoding of ['gzip', 'br', 'deflate']) {
      const zipped = { token: client.token, body: 'x', headers: { 'content-encoding': encoding } };
      expect(await answer(await call('POST', path, zipped))).toEqual(refused(415, 'UnsupportedEncoding'));
    }
  });

  it('tells preflights for two hours what is allowed', async () => {
    const response = await call('OPTIONS', '/conversations', { headers: { origin: 'https://demo.example' } });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-max-age')).toBe('7200');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
    for (const header of ['Authorization', 'Content-Type', 'Accept', 'x-ms-bot-agent', 'X-Requested-With']) {
      expect(response.headers.get('access-control-allow-headers')).toContain(header);
    }
  });
});

describe('limits', () => {
  it('hold per customer and leave the neighbour at the same address alone', async () => {
    const limited = await startTestApp({ env: { MESSAGES_PER_MINUTE: '10' } });
    const [one, other] = [await startConversation(limited.url), await startConversation(limited.url)];
    const statuses = [];
    for (let i = 0; i < 15; i++) statuses.push((await postOnce(one, message(`${i}`))).status);
    expect(statuses).toEqual([...Array(10).fill(200), ...Array(5).fill(429)]);
    const refusal = await postOnce(one, message('more'));
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await postOnce(other, message('neighbour'))).status).toBe(200);
    await limited.stop();
  });

  it('hold per address for new conversations only', async () => {
    const limited = await startTestApp({ env: { CONVERSATIONS_PER_MINUTE: '3' } });
    const start = () => fetch(`${limited.url}/v3/directline/conversations`, { method: 'POST' });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await start()).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
    await limited.stop();
  });
});

it('writes no text, token or person into its log', async () => {
  const client = await startConversation(app.url);
  await post(client, message('رقم هاتفي 0612345678'));
  await answered(client, 1);
  const log = app.logged.join('\n');
  for (const secret of ['هاتفي', '0612345678', client.token, client.resume]) expect(log).not.toContain(secret);
});
