import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { FILINGS } from '../../../src/complaints/index.ts';
import { partitionOf } from '../../../src/conversation/index.ts';
import type { ConsoleRoute } from '../../../src/server/console/consoleRoute.ts';
import { type AgentClient, type ConsoleDesk, startConsole } from '../../support/consoleDesk.ts';
import { startConversation } from '../../support/directLine.ts';
import { filing } from '../../support/filing.ts';

let desk: ConsoleDesk;
let routes: readonly ConsoleRoute[];
let agent: AgentClient;
let stranger: AgentClient;
let supervisor: AgentClient;
let conversation = '';
let complaint = '';
let session = '';
let token = '';

beforeAll(async () => {
  desk = await startConsole();
  routes = desk.console.api;
  agent = await desk.agent('amal', ['xiaomi-ma']);
  stranger = await desk.agent('salim', ['village-ma'], 'supervisor');
  supervisor = await desk.agent('nadia', ['xiaomi-ma'], 'supervisor');
  const customer = await startConversation(desk.url, 'xiaomi-ma');
  conversation = customer.conversationId;
  token = customer.token;
  complaint = await filed();
  const { items } = await agent.read<{ items: { id: string }[] }>('/sessions');
  session = items[0]?.id ?? '';
});
afterAll(() => desk.stop());

/** A complaint of the conversation, as a form files it. */
async function filed(): Promise<string> {
  const draft = { shop: 'xiaomi-ma', conversation, draft: 'd', kind: 'complaint' } as const;
  const number = await desk.complaints.reserve(draft);
  const appends = [{ list: FILINGS, value: filing({ number, conversation }) }];
  await desk.application.driver.commit({ partition: partitionOf(conversation), appends });
  desk.complaints.wake(conversation);
  await vi.waitFor(async () => expect(await desk.complaints.get('xiaomi-ma', number)).toBeDefined());
  return number;
}

/** The address of a route with real ids in it. */
function addressOf(route: ConsoleRoute): string {
  const path = route.path
    .replace('/conversations/:id', `/conversations/${conversation}`)
    .replace('/agents/:id', `/agents/${agent.id}`)
    .replace('/complaints/:number', `/complaints/${complaint}`)
    .replace('/sessions/:id', `/sessions/${session}`)
    .replaceAll(/:\w+/g, 'nothing');
  return `${desk.url}/console/api${path}`;
}

function ask(route: ConsoleRoute, headers: Record<string, string> = {}, body?: string): Promise<Response> {
  const content = route.method === 'POST' ? { body: body ?? '{}' } : {};
  const type: Record<string, string> = route.method === 'POST' ? { 'content-type': 'application/json' } : {};
  return fetch(addressOf(route), {
    method: route.method,
    headers: { ...type, ...headers },
    redirect: 'manual',
    ...content,
  });
}

const named = (some: readonly ConsoleRoute[]) => some.map((route) => `${route.method} ${route.path}`);

/** Asks every route and gives those whose answer was another than expected. */
async function wrong(
  some: readonly ConsoleRoute[],
  asked: (route: ConsoleRoute) => Promise<Response>,
  expected: (response: Response, body: { error?: { code: string; message: string } }) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const route of some) {
    const response = await asked(route);
    const text = await response.text();
    const body = text.startsWith('{') ? JSON.parse(text) : {};
    if (!expected(response, body)) found.push(`${route.method} ${route.path} gave ${response.status} ${text}`);
  }
  return found;
}

const PUBLIC = ['POST /sign-in', 'POST /first-account', 'POST /password', 'GET /oidc/start', 'GET /oidc/callback'];

describe('every route of the console', () => {
  it('is open to nobody but for signing in', () => {
    expect(named(routes.filter(({ access }) => access === 'public'))).toEqual(PUBLIC);
    expect(routes.length).toBeGreaterThan(15);
  });

  const closed = () => routes.filter(({ access }) => access !== 'public');

  it('answers 401 without a session, with a made-up one, and to a customer', async () => {
    const strangers = [
      {},
      { cookie: `sanad_session=${agent.id}.${'x'.repeat(43)}` },
      { authorization: `Bearer ${token}` },
    ];
    for (const headers of strangers) {
      const found = await wrong(
        closed(),
        (route) => ask(route, headers as Record<string, string>),
        ({ status }, { error }) => status === 401 && error?.code === 'NoSession',
      );
      expect(found).toEqual([]);
    }
  });

  it('answers 403 to a page of another site, whatever session it brings', async () => {
    const found = await wrong(
      routes,
      (route) => ask(route, { ...supervisor.headers, origin: 'https://evil.example' }),
      ({ status }, { error }) => status === 403 && error?.code === 'ForeignOrigin',
    );
    expect(found).toEqual([]);
  });

  it('answers 403 to a change without the token of the session, or with another one', async () => {
    const changing = closed().filter(({ method }) => method === 'POST');
    const { 'x-sanad-csrf': _token, ...without } = supervisor.headers;
    for (const headers of [without, { ...without, 'x-sanad-csrf': agent.csrf }, { ...without, 'x-sanad-csrf': '' }]) {
      const found = await wrong(
        changing,
        (route) => ask(route, headers as Record<string, string>),
        ({ status }, { error }) => status === 403 && error?.code === 'BadCsrf',
      );
      expect(found).toEqual([]);
    }
  });

  it('answers 403 to agents where supervisors alone have the right', async () => {
    const higher = routes.filter(({ access }) => access === 'supervisor');
    expect(higher.length).toBeGreaterThan(5);
    const found = await wrong(
      higher,
      (route) => ask(route, agent.headers),
      ({ status }, { error }) => status === 403 && error?.code === 'NotAllowed',
    );
    expect(found).toEqual([]);
  });

  /** What a route belongs to, and what it says of one that is not the asker's. A route in no group has no test yet. */
  const groups: readonly [RegExp, string | undefined][] = [
    [/^\/conversations\/:id\b/, 'UnknownConversation'],
    [/^\/complaints\/:number\b/, 'UnknownComplaint'],
    [/^\/agents\/:id\b/, 'UnknownAccount'],
    [/^\/sessions\/:id\b/, 'UnknownSession'],
    // Lists of one's shops, and what concerns oneself alone: looked through below.
    [/^\/(?:[\w-]+|complaints\/export)$/, undefined],
  ];

  it('answers 404 to an agent of another shop, for everything that belongs to one', async () => {
    const ungrouped = closed().filter(({ path }) => groups.filter(([group]) => group.test(path)).length !== 1);
    expect(named(ungrouped)).toEqual([]);
    for (const [group, code] of groups) {
      if (code === undefined) continue;
      const own = closed().filter(({ path }) => group.test(path));
      const found = await wrong(
        own,
        (route) => ask(route, stranger.headers, validBody(route)),
        ({ status }, { error }) => status === 404 && error?.code === code,
      );
      expect(found).toEqual([]);
      expect(own.length).toBeGreaterThan(0);
    }
    expect((await agent.get('/session')).status).toBe(200);
    expect((await agent.read<{ state: string }>(`/complaints/${complaint}`)).state).toBe('open');
  });

  it('lies beside no other door: the page, its files and one stream that wants a session', async () => {
    const others = desk.console.routes.filter(({ path }) => !path.startsWith('/console/api/'));
    expect(others.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /console',
      'GET /console/assets/:file',
    ]);
    expect(desk.console.routes.length).toBe(routes.length + others.length);
    expect(desk.console.sockets.map(({ path }) => String(path))).toEqual([String(/^\/console\/api\/stream$/)]);
    const refusals = [
      [{}, 401],
      [{ authorization: `Bearer ${token}` }, 401],
      [{ cookie: `sanad_session=${token}` }, 401],
      [{ ...supervisor.headers, origin: 'https://evil.example' }, 403],
    ] as const;
    for (const [headers, status] of refusals) expect(await refusal(headers)).toBe(status);
  });

  it('names no shop that is not one’s own', async () => {
    const listing = closed().filter(({ method, path }) => method === 'GET' && !path.includes(':'));
    expect(named(listing)).toContain('GET /complaints/export');
    for (const route of listing) {
      const response = await fetch(`${addressOf(route)}?shop=xiaomi-ma&q=garantie`, { headers: stranger.headers });
      const text = await response.text();
      expect([200, 404, 403, 400], `${route.path}: ${text}`).toContain(response.status);
      expect(text, route.path).not.toContain('xiaomi');
      expect(text, route.path).not.toContain(agent.id);
      expect(text, route.path).not.toContain(conversation);
      expect(text, route.path).not.toContain(complaint);
    }
  });

  it('answers 413 to a body that is too large, and 400 or 415 to one that is none', async () => {
    const changing = routes.filter(({ method }) => method === 'POST');
    const found = await wrong(
      changing,
      (route) => ask(route, supervisor.headers, `{"x":"${'x'.repeat(route.bodyBytes)}"}`),
      ({ status }, { error }) => status === 413 && error?.code === 'BodyTooLarge',
    );
    expect(found).toEqual([]);
    const plain = changing.filter(({ takes }) => takes === 'json');
    const broken = await wrong(
      plain,
      (route) => ask(route, supervisor.headers, '{"a":'),
      ({ status }) => status === 400,
    );
    expect(broken).toEqual([]);
    const form = { ...supervisor.headers, 'content-type': 'text/plain' };
    const foreign = await wrong(
      plain,
      (route) => ask(route, form, '{}'),
      ({ status }) => status === 415,
    );
    expect(foreign).toEqual([]);
  });

  it('says why in the agent’s language', async () => {
    const [arabic, french] = await Promise.all(
      ['ar-MA,ar;q=0.9', 'fr-FR,fr;q=0.9'].map((language) =>
        fetch(`${desk.url}/console/api/session`, { headers: { 'accept-language': language } }).then((one) =>
          one.text(),
        ),
      ),
    );
    expect(arabic).toMatch(/[\u0621-\u064a]/);
    expect(french).toContain('Connectez-vous');
  });
});

/** The status with which the stream refuses a socket. */
function refusal(headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${desk.url.replace('http', 'ws')}/console/api/stream`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => reject(new Error('the stream opened')));
    socket.on('error', () => undefined);
  });
}

/** A body with everything that a route may need. */
function validBody({ takes }: ConsoleRoute): string {
  if (takes === 'files') return 'x';
  return JSON.stringify({ id: 'm1', text: 'سلام', to: 'somebody' });
}
