import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConversation } from '../support/directLine.ts';
import { random } from '../support/random.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sanad-static-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'widget.js'), `console.log(${JSON.stringify('س'.repeat(2000))})`);
  writeFileSync(join(folder, 'dist', '.secret.js'), 'secret');
  writeFileSync(join(folder, 'outside.js'), 'secret');
  symlinkSync('/etc', join(folder, 'dist', 'etc'));
  app = await startTestApp({
    staticFolder: join(folder, 'dist'),
    shops: [{ id: 'demo', name: 'Demo', origins: [] }],
    pages: [
      {
        method: 'GET',
        path: '/breaks',
        handle: () => {
          throw new Error('secret words');
        },
      },
    ],
  });
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends bytes as they are and gives what comes back. */
function raw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(app.application.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    // A request that never becomes whole gets no answer: give up on it when nothing comes.
    socket.setTimeout(300, () => socket.end());
    socket.write(bytes);
  });
}

describe('the server', () => {
  it('says that it is well', async () => {
    const response = await fetch(`${app.url}/healthz`);
    expect(await response.json()).toEqual({ status: 'ok', storage: 'sqlite' });
    expect((await fetch(`${app.url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('serves built files with type, tag and compression, to pages of any site', async () => {
    const plain = await fetch(`${app.url}/widget.js`, { headers: { 'accept-encoding': 'identity' } });
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'Accept-Encoding',
    });
    const zipped = await fetch(`${app.url}/widget.js?v=2`, { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toBe(await plain.text());
    const etag = plain.headers.get('etag') ?? '';
    expect((await fetch(`${app.url}/widget.js`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    writeFileSync(join(folder, 'dist', 'widget.js'), 'changed');
    expect(await (await fetch(`${app.url}/widget.js`)).text()).toBe('changed');
  });

  it.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/..%2foutside.js',
    '/.secret.js',
    '/etc/passwd',
    '//etc/passwd',
    '/widget.js/',
    '/missing.js',
    '/%00.js',
    '/%E0%A4%A.js',
    '/'.repeat(3000),
  ])('serves nothing at %j', async (path) => {
    expect(await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (404|400)/);
  });

  it('serves a request that offers another protocol as one that does not', async () => {
    const offer = 'host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
    const begin = `POST /v3/directline/conversations HTTP/1.1\r\n${offer}content-length: 2\r\n\r\n{}`;
    const answers = await raw(`${begin}GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answers).toMatch(/^HTTP\/1\.1 201 .*"conversationId".*HTTP\/1\.1 200 .*"status":"ok"/su);
  });

  it('names what is wrong with an address or method', async () => {
    expect(await (await fetch(`${app.url}/nothing`)).json()).toEqual({
      error: { code: 'NotFound', message: expect.any(String) },
    });
    const wrong = await fetch(`${app.url}/healthz`, { method: 'POST' });
    expect(wrong.status).toBe(405);
    expect(await wrong.json()).toMatchObject({ error: { code: 'MethodNotAllowed' } });
  });

  it('tells a caller of its own failure no more than that, and the log no words', async () => {
    const response = await fetch(`${app.url}/breaks`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { code: 'ServiceError' } });
    expect(app.logged.join()).toContain('request.failed');
    expect(app.logged.join()).not.toContain('secret words');
  });

  const NO_HOSTS = ['a b', 'x:99999', '[', 'x<y', '%', '[::1', 'a:b:c'];
  it.each(['GET', 'POST', 'OPTIONS', 'HEAD', 'DELETE'])(
    'refuses a %s whose host or target is no address',
    async (method) => {
      const ask = (target: string, host: string, more = '') =>
        raw(`${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${more}\r\n`);
      for (const host of NO_HOSTS) {
        expect(await ask('/', host), host).toMatch(/^HTTP\/1\.1 400/);
        expect(await ask('/v3/directline/conversations', host, 'expect: 100-continue\r\n'), host).toMatch(/ 400 /);
      }
      for (const target of ['http://[/', 'http://', 'http://a:99999/', 'mailto:x', 'data:,x'])
        expect(await ask(target, 'x'), target).toMatch(/^HTTP\/1\.1 400/);
      expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    },
  );

  it('outlives wild bytes, headers and addresses without a failure of its own', async () => {
    const next = random(7);
    const { conversationId } = await startConversation(app.url);
    const targets = ['', 'http://', 'http://[', 'http://a:99999', 'x:', '*', '//', 'https://demo.example'];
    const odd = [
      '\0',
      '%',
      '%zz',
      '..',
      '?',
      '#',
      ' ',
      '\u00ff',
      ':',
      '{',
      '//',
      'a b',
      'x:99999',
      '[',
      'x<y',
      conversationId,
      'x'.repeat(9000),
    ];
    const wild = Array.from({ length: 150 }, async () => {
      const piece = () => odd[Math.floor(next() * odd.length)];
      const method = ['GET', 'POST', 'OPTIONS', 'PUT', 'FOO', 'CONNECT', ''][Math.floor(next() * 7)];
      const upgrade =
        next() < 0.3
          ? 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n'
          : 'connection: close\r\n';
      const target = targets[Math.floor(next() * targets.length)];
      const request = `${method} ${target}/v3/directline/conversations/${piece()}/${piece()} HTTP/1.1\r\nhost: ${piece()}\r\norigin: ${piece()}\r\nauthorization: Bearer ${piece()}\r\n${upgrade}content-length: ${piece()}\r\n\r\n${piece()}`;
      expect(await raw(Buffer.from(request, 'latin1'))).not.toMatch(/^HTTP\/1\.1 5/);
    });
    await Promise.all(wild);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });
});

describe('behind a proxy', () => {
  it('takes the scheme and host of the public address for its own', async () => {
    const proxied = await startTestApp({ env: { TRUST_PROXY: 'true' } });
    const begin = (headers: Record<string, string>) =>
      fetch(`${proxied.url}/v3/directline/conversations`, { method: 'POST', headers });
    const { streamUrl } = (await (await begin({ 'x-forwarded-proto': 'https' })).json()) as { streamUrl: string };
    expect(streamUrl).toMatch(/^wss:/);
    await proxied.stop();
    const named = await startTestApp({ env: { PUBLIC_URL: 'https://chat.example.ma' } });
    const conversation = await startConversation(named.url);
    expect(conversation.streamUrl).toMatch(/^wss:\/\/chat\.example\.ma\/v3/);
    await named.stop();
  });

  it('limits by the address that the proxy saw, and believes nobody else', async () => {
    const statuses = async (trust: string) => {
      const limited = await startTestApp({ env: { TRUST_PROXY: trust, CONVERSATIONS_PER_MINUTE: '1' } });
      const begin = (address: string) =>
        fetch(`${limited.url}/v3/directline/conversations`, {
          method: 'POST',
          headers: { 'x-forwarded-for': `6.6.6.6, ${address}` },
        });
      const found = [(await begin('1.1.1.1')).status, (await begin('2.2.2.2')).status, (await begin('1.1.1.1')).status];
      await limited.stop();
      return found;
    };
    expect(await statuses('true')).toEqual([201, 201, 429]);
    expect(await statuses('false')).toEqual([201, 429, 429]);
  });
});
