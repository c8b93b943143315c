import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../../src/files/index.ts';
import { activities, type ClientConversation, post, startConversation } from '../../support/directLine.ts';
import { startTestApp, type TestApp } from '../../support/testApp.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let app: TestApp;
let client: ClientConversation;
beforeAll(async () => {
  app = await startTestApp({ env: { MAX_UPLOAD_BYTES: '20000', MESSAGES_PER_MINUTE: '1000' } });
  client = await startConversation(app.url);
});
afterAll(() => app.stop());

const upload = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/v3/directline/conversations/${client.conversationId}/upload?userId=x`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.token}`, ...headers },
    body,
  });
const stored = (id: string) =>
  vi.waitUntil(async () => (await activities(client)).find((activity) => activity.id === id));
const form = (...parts: [name: string, content: Uint8Array | string, type: string, file: string][]) => {
  const data = new FormData();
  for (const [name, content, type, file] of parts) data.append(name, new Blob([content as string], { type }), file);
  return data;
};

describe('uploads', () => {
  it('as multipart carry their message, and the echo has an address that works', async () => {
    const activity = JSON.stringify({
      type: 'message',
      text: 'هذا هو العيب',
      from: { id: 'x' },
      channelData: { clientActivityID: 'u1' },
    });
    const response = await upload(
      form(
        ['activity', activity, 'application/vnd.microsoft.activity', 'blob'],
        ['file', PNG, 'image/png', 'صورة.png'],
      ),
    );
    expect(response.status).toBe(200);
    const echo = await stored(((await response.json()) as { id: string }).id);
    expect(echo).toMatchObject({
      text: 'هذا هو العيب',
      channelData: { clientActivityID: 'u1' },
      attachments: [{ contentType: 'image/png', name: 'صورة.png' }],
    });
    const address = echo.attachments?.[0]?.contentUrl ?? '';
    expect(address).toMatch(new RegExp(`^${app.url}/v3/directline/files/[\\w-]{22}\\.png$`));
    const file = await fetch(address);
    expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment; filename\*=UTF-8''%D8/),
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });

  it('as one raw file make a message of their own', async () => {
    const response = await upload(new Uint8Array(PNG), {
      'content-type': 'image/png',
      'content-disposition': 'name="file"; filename="a.png"',
    });
    const echo = await stored(((await response.json()) as { id: string }).id);
    expect(echo).toMatchObject({ type: 'message', attachments: [{ contentType: 'image/png', name: 'a.png' }] });
  });

  it('are what their content says, not what their name or sender says', async () => {
    const response = await upload(form(['file', PNG, 'text/html', 'page.html']));
    const echo = await stored(((await response.json()) as { id: string }).id);
    expect(echo.attachments).toMatchObject([{ contentType: 'image/png', contentUrl: expect.stringMatching(/\.png$/) }]);
  });

  it.each([
    ['a page', '<html><script>alert(1)</script>', 415],
    ['a vector image', '<svg xmlns="http://www.w3.org/2000/svg"/>', 415],
    ['a program', 'MZ\u0090', 415],
    ['nothing', '', 400],
  ])('are refused when they are %s, though called a PNG', async (_, content, status) => {
    expect((await upload(form(['file', content, 'image/png', 'x.png']))).status).toBe(status);
  });

  it('are refused when a picture carries a script, with a code of its own', async () => {
    const content = Buffer.concat([PNG, Buffer.from('<script>alert(1)</script>')]);
    const response = await upload(form(['file', content, 'image/png', 'x.png']));
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code: 'UnsafeFile' } });
  });

  it('are refused when one of several files is wrong, when there are too many, or none', async () => {
    const before = (await activities(client)).length;
    const good: [string, Uint8Array, string, string] = ['file', PNG, 'image/png', 'x.png'];
    expect((await upload(form(good, ['file', '<html>', 'image/png', 'y.png']))).status).toBe(415);
    expect((await upload(form(...Array.from({ length: 6 }, () => good)))).status).toBe(400);
    expect(
      (await upload(form(['activity', '{"type":"message"}', 'application/vnd.microsoft.activity', 'blob']))).status,
    ).toBe(400);
    expect((await upload(form(good, ['activity', '{', 'application/vnd.microsoft.activity', 'blob']))).status).toBe(
      400,
    );
    expect((await upload('no multipart at all', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(
      400,
    );
    expect((await activities(client)).length).toBe(before);
  });

  it('are refused beyond the size limit, compressed or not', async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(30_000)]);
    expect((await upload(form(['file', large, 'image/png', 'x.png']))).status).toBe(413);
    expect((await upload(new Uint8Array(large), { 'content-type': 'image/png' })).status).toBe(413);
    expect(
      (await upload(new Uint8Array(PNG), { 'content-type': 'image/png', 'content-encoding': 'gzip' })).status,
    ).toBe(415);
  });

  it('are given out in parts to a player that asks for a part, and whole to one that asks for nonsense', async () => {
    const response = await upload(form(['file', PNG, 'image/png', 'x.png']));
    const echo = await stored(((await response.json()) as { id: string }).id);
    const part = (range: string) => fetch(echo.attachments?.[0]?.contentUrl ?? '', { headers: { range } });
    const middle = await part('bytes=2-5');
    expect([middle.status, middle.headers.get('content-range')]).toEqual([206, `bytes 2-5/${PNG.length}`]);
    expect(Buffer.from(await middle.arrayBuffer())).toEqual(PNG.subarray(2, 6));
    const rest = await part('bytes=10-');
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(PNG.subarray(10));
    for (const range of ['bytes=9-3', `bytes=${PNG.length}-`, 'bytes=-5', 'lines=1-2']) {
      const whole = await part(range);
      expect([whole.status, (await whole.arrayBuffer()).byteLength]).toEqual([200, PNG.length]);
    }
  });

  it('cannot be fetched under a guessed, foreign or crooked name', async () => {
    for (const name of ['AAAAAAAAAAAAAAAAAAAAAA.png', '..%2f..%2fetc%2fpasswd', 'x.png', '%00.png']) {
      expect((await fetch(`${app.url}/v3/directline/files/${name}`)).status).toBe(404);
    }
  });

  it('are given back under any name, with the ending of their type', async () => {
    for (const [name, ending] of [
      [`${'\u{1f600}'.repeat(80)}a`, 'a.png'],
      ["it's (1)*.exe", '%27s%20%281%29%2A.png'],
    ] as const) {
      const response = await upload(form(['file', PNG, 'image/png', name]));
      const echo = await stored(((await response.json()) as { id: string }).id);
      const file = await fetch(echo.attachments?.[0]?.contentUrl ?? '');
      expect(file.status).toBe(200);
      expect(file.headers.get('content-disposition')?.endsWith(ending)).toBe(true);
    }
  });

  it('are a message, whatever the activity beside them calls itself', async () => {
    for (const type of ['typing', 'event']) {
      const activity = JSON.stringify({ type, name: 'sanad/read', text: type });
      const parts = form(
        ['activity', activity, 'application/vnd.microsoft.activity', 'blob'],
        ['file', PNG, 'image/png', 'x.png'],
      );
      const echo = await stored(((await (await upload(parts)).json()) as { id: string }).id);
      expect(echo).toMatchObject({ type: 'message', text: type, attachments: [{ contentType: 'image/png' }] });
    }
  });

  it('keep no file that no message names: under the client id of an earlier message only what that one holds stays', async () => {
    const files = async () => new FileStore(app.application.driver).of(client.conversationId);
    const send = (id: string, ...contents: Buffer[]) => {
      const activity = JSON.stringify({ type: 'message', text: 'x', channelData: { clientActivityID: id } });
      const parts = contents.map((content): [string, Buffer, string, string] => [
        'file',
        content,
        'image/png',
        'x.png',
      ]);
      return upload(form(['activity', activity, 'application/vnd.microsoft.activity', 'blob'], ...parts));
    };
    const before = (await files()).length;
    const first = await post(client, { type: 'message', text: 'x', channelData: { clientActivityID: 'text first' } });
    expect(await (await send('text first', PNG)).json()).toEqual({ id: first });
    expect(await files()).toHaveLength(before);
    const { id } = (await (await send('file first', PNG)).json()) as { id: string };
    expect(await (await send('file first', PNG, PNG)).json()).toEqual({ id });
    expect(await files()).toHaveLength(before + 1);
    const address = (await stored(id)).attachments?.[0]?.contentUrl ?? '';
    expect((await fetch(address)).status).toBe(200);
  });

  it('sent again with the same client id are stored and counted once, and a person has a quota a day', async () => {
    const small = await startTestApp({
      now: () => 1_795_000_000_000,
      env: { MAX_UPLOAD_BYTES: '2000', MESSAGES_PER_MINUTE: '1000' },
    });
    const person = await startConversation(small.url);
    const content = Buffer.concat([PNG, Buffer.alloc(1000)]);
    const send = (id: string) => {
      const activity = JSON.stringify({ type: 'message', channelData: { clientActivityID: id } });
      return fetch(`${small.url}/v3/directline/conversations/${person.conversationId}/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${person.token}` },
        body: form(
          ['activity', activity, 'application/vnd.microsoft.activity', 'blob'],
          ['file', content, 'image/png', 'x.png'],
        ),
      });
    };
    const ids = new Set<string>();
    for (let i = 0; i < 30; i++) ids.add(((await (await send('same')).json()) as { id: string }).id);
    expect(ids.size).toBe(1);
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await send(`other ${i}`)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(Math.floor(20_000 / content.length) - 1);
    expect(statuses.at(-1)).toBe(429);
    expect((await send('same')).status).toBe(200);
    await small.stop();
  });
});
