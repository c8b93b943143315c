import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import {
  AgentClient,
  type ConsoleDesk,
  cookieOf,
  PASSWORD,
  postJson,
  startConsole,
} from '../../support/consoleDesk.ts';

let desk: ConsoleDesk;
beforeAll(async () => {
  desk = await startConsole();
});
afterAll(() => desk.stop());

const api = (path: string) => `${desk.url}/console/api${path}`;

describe('the first account', () => {
  it('is made by the link that the server printed once, and by no other', async () => {
    expect(desk.printed).toHaveLength(1);
    expect(desk.logged.join('')).not.toContain(desk.printed[0]!.split('/').at(-1));
    const token = desk.printed[0]!.split('/').at(-1)!;
    const ask = (given: object) =>
      postJson(api('/first-account'), { name: 'Nadia', email: 'nadia@example.ma', ...given });
    expect((await ask({ token, password: 'short' })).status).toBe(400);
    expect((await ask({ token: 'x'.repeat(43), password: PASSWORD })).status).toBe(410);
    const made = await Promise.all([ask({ token, password: PASSWORD }), ask({ token, password: PASSWORD })]);
    expect(made.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const first = made.find(({ status }) => status === 200)!;
    const session = (await first.json()) as { account: { role: string; shops: string[] } };
    expect(session.account.role).toBe('supervisor');
    expect(session.account.shops).toHaveLength(3);
    expect((await ask({ token, email: 'other@example.ma', password: PASSWORD })).status).toBe(410);
    expect(await desk.console.firstLink()).toBeUndefined();
  });
});

describe('a session', () => {
  it('lives in a cookie that no script reads and no other site sends', async () => {
    await desk.agent('amal', ['xiaomi-ma']);
    const response = await postJson(api('/sign-in'), { email: 'amal@example.ma', password: PASSWORD });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^sanad_session=[\w-]+\.[\w-]{43}; Path=\/console; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is sent over https only where the server is reached by it', async () => {
    const secure = await startConsole({ env: { PUBLIC_URL: 'https://chat.example.ma' } });
    try {
      const made = await secure.console.parts.accounts.create({
        name: 'A',
        email: 'a@b.ma',
        role: 'agent',
        shops: ['*'],
      });
      if (made.status === 'created') await secure.console.parts.accounts.setPassword(made.account.id, PASSWORD);
      const response = await postJson(`${secure.url}/console/api/sign-in`, { email: 'a@b.ma', password: PASSWORD });
      expect(response.headers.getSetCookie()[0]).toMatch(/; Secure$/);
    } finally {
      await secure.stop();
    }
  });

  it('never takes over the secret that a browser brought, and ends the session before', async () => {
    const before = await AgentClient.signIn(desk.url, 'amal@example.ma');
    const planted = `sanad_session=${before.id}.${'A'.repeat(43)}`;
    const body = { email: 'amal@example.ma', password: PASSWORD };
    const fixed = await postJson(api('/sign-in'), body, { cookie: planted });
    expect(cookieOf(fixed)).not.toBe(planted);
    const again = await postJson(api('/sign-in'), body, { cookie: before.cookie });
    expect(cookieOf(again)).not.toBe(before.cookie);
    expect((await before.get('/session')).status).toBe(401);
  });

  it('ends by signing out, from the list of one’s sessions, and when the account is disabled: requests and socket', async () => {
    const supervisor = await desk.agent('samira', ['*'], 'supervisor');
    const one = await desk.agent('omar', ['xiaomi-ma']);
    const other = await AgentClient.signIn(desk.url, 'omar@example.ma');
    const { items } = await one.read<{ items: { id: string; current: boolean }[] }>('/sessions');
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    await one.send(`/sessions/${items.find(({ current }) => !current)!.id}/revoke`);
    expect((await other.get('/session')).status).toBe(401);

    const socket = new WebSocket(`${desk.url.replace('http', 'ws')}/console/api/stream`, { headers: one.headers });
    await new Promise((resolve) => socket.once('message', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await supervisor.send(`/agents/${one.id}/disable`);
    expect(await closed).toBe(4401);
    expect((await one.get('/session')).status).toBe(401);
    expect((await postJson(api('/sign-in'), { email: 'omar@example.ma', password: PASSWORD })).status).toBe(401);

    await supervisor.send(`/agents/${one.id}/enable`);
    const back = await AgentClient.signIn(desk.url, 'omar@example.ma');
    await back.send('/sign-out');
    expect((await back.get('/session')).status).toBe(401);
  });

  it('says to a visitor without one what the sign-in page offers', async () => {
    const response = await fetch(api('/session'));
    expect(await response.json()).toMatchObject({ error: { code: 'NoSession' }, offers: {} });
  });
});

describe('accounts', () => {
  it('are made by a supervisor for their own shops, and entered by a link once', async () => {
    const supervisor = await desk.agent('hind', ['xiaomi-ma'], 'supervisor');
    const wanted = { name: 'Ali', email: 'ali@example.ma', role: 'agent', shops: ['xiaomi-ma'] };
    expect((await supervisor.post('/agents', { ...wanted, shops: ['village-ma'] })).status).toBe(404);
    expect((await supervisor.post('/agents', { ...wanted, shops: ['*'] })).status).toBe(404);
    const { link } = await supervisor.send<{ link: string }>('/agents', wanted);
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\/#\/password\/[\w-]{43}$/);
    expect((await supervisor.post('/agents', wanted)).status).toBe(409);
    const token = link.split('/').at(-1)!;
    const entered = await postJson(api('/password'), { token, password: PASSWORD });
    expect(entered.status).toBe(200);
    expect((await postJson(api('/password'), { token, password: PASSWORD })).status).toBe(410);
    const ali = await AgentClient.signIn(desk.url, 'ali@example.ma');
    const reset = await supervisor.send<{ link: string }>(`/agents/${ali.id}/reset`);
    expect(reset.link).not.toBe(link);
    expect((await ali.get('/session')).status).toBe(401);
    expect((await postJson(api('/sign-in'), { email: 'ali@example.ma', password: PASSWORD })).status).toBe(401);
  });

  it('keep their e-mails from agents, and supervisors from changing their own rights', async () => {
    const supervisor = await AgentClient.signIn(desk.url, 'hind@example.ma');
    const agent = await desk.agent('karim', ['xiaomi-ma']);
    const colleagues = await agent.read<{ items: { name: string; email?: string }[] }>('/agents');
    expect(colleagues.items.map(({ name }) => name)).toContain('hind');
    expect(colleagues.items.filter(({ email }) => email !== undefined)).toEqual([]);
    expect((await supervisor.post(`/agents/${supervisor.id}`, { role: 'agent' })).status).toBe(409);
    expect((await supervisor.post(`/agents/${supervisor.id}/disable`)).status).toBe(409);
  });

  it('leave what was done in the audit log', async () => {
    const supervisor = await AgentClient.signIn(desk.url, 'hind@example.ma');
    await postJson(api('/sign-in'), { email: 'hind@example.ma', password: 'wrong' });
    const { items } = await supervisor.read<{ items: { action: string; by: { name: string } }[] }>('/audit?limit=200');
    const actions = new Set(items.map(({ action }) => action));
    for (const action of ['signed_in', 'sign_in_refused', 'account_created', 'account_reset', 'password_set']) {
      expect(actions, action).toContain(action);
    }
  });
});
