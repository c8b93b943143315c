import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleDesk, cookieOf, startConsole } from '../../support/consoleDesk.ts';
import { type OidcServer, startOidcServer } from '../../support/oidcServer.ts';

let service: OidcServer;
let desk: ConsoleDesk;
beforeAll(async () => {
  service = await startOidcServer('sanad');
  const env = { OIDC_ISSUER: service.issuer, OIDC_CLIENT_ID: 'sanad', OIDC_CLIENT_SECRET: 'a secret of the service' };
  desk = await startConsole({ env });
  await desk.agent('amal', ['xiaomi-ma']);
});
afterAll(async () => {
  await desk.stop();
  await service.close();
});

const go = (address: string, cookie = '') => fetch(address, { redirect: 'manual', headers: cookie ? { cookie } : {} });
const attemptOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const target = (response: Response) => response.headers.get('location') ?? '';

/** Leaves for the service and comes back with its code. */
async function leave() {
  const start = await go(`${desk.url}/console/api/oidc/start`);
  const back = target(await go(target(start)));
  return { start, back, cookie: attemptOf(start) };
}

describe('sign-in at the shop’s own service', () => {
  it('is offered to visitors', async () => {
    const response = await fetch(`${desk.url}/console/api/session`);
    expect(await response.json()).toMatchObject({ offers: { oidc: expect.stringMatching(/[\u0621-\u064a]/) } });
  });

  it('opens a session for the e-mail of an account, by code and proof key', async () => {
    service.claims = { email: 'Amal@Example.ma', email_verified: true };
    const { start, back, cookie } = await leave();
    expect(start.headers.getSetCookie()[0]).toMatch(/Path=\/console\/api\/oidc; .*HttpOnly; SameSite=Lax/);
    const arrived = await go(back, cookie);
    expect(target(arrived)).toBe('/console/');
    expect(service.asked.at(-1)?.get('code_verifier')).toBeTruthy();
    const session = await fetch(`${desk.url}/console/api/session`, { headers: { cookie: cookieOf(arrived) } });
    expect(await session.json()).toMatchObject({ account: { email: 'amal@example.ma' } });
  });

  it('opens none for other e-mails, unverified ones and disabled accounts', async () => {
    const off = await desk.agent('off', ['xiaomi-ma']);
    await desk.console.parts.accounts.change(off.id, { disabled: true });
    const strangers = [
      { email: 'nobody@example.ma', email_verified: true },
      { email: 'amal@example.ma', email_verified: false },
      { email: 'amal@example.ma' },
      { email: 'off@example.ma', email_verified: true },
      {},
    ];
    for (const claims of strangers) {
      service.claims = claims;
      const { back, cookie } = await leave();
      const arrived = await go(back, cookie);
      expect(target(arrived)).toBe('/console/#/sign-in/OidcUnknownAccount');
      expect(cookieOf(arrived)).toBe('');
    }
  });

  it('opens none for an answer to somebody else’s attempt, or to none', async () => {
    service.claims = { email: 'amal@example.ma', email_verified: true };
    const [mine, theirs] = [await leave(), await leave()];
    const forged = [
      await go(mine.back, theirs.cookie),
      await go(mine.back),
      await go(mine.back.replace(/state=[^&]+/, 'state=x'), mine.cookie),
      await go(`${desk.url}/console/api/oidc/callback?error=access_denied`, mine.cookie),
    ];
    for (const arrived of forged) {
      expect(target(arrived)).toBe('/console/#/sign-in/OidcFailed');
      expect(cookieOf(arrived)).toBe('');
    }
  });

  it('is answered 404 where no service is set', async () => {
    const plain = await startConsole();
    expect((await go(`${plain.url}/console/api/oidc/start`)).status).toBe(404);
    await plain.stop();
  });
});
