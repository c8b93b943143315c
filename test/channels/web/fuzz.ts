import { type ClientConversation, message, post, startConversation } from '../../support/directLine.ts';
import { random } from '../../support/random.ts';
import { startTestApp, type TestApp } from '../../support/testApp.ts';

/** The routes that take a body, and whether they want a token. */
export const BODY_ROUTES = [
  ['POST', '/tokens/generate'],
  ['POST', '/tokens/refresh'],
  ['POST', '/tokens/resume'],
  ['POST', '/conversations'],
  ['POST', '/conversations/:id/activities'],
  ['POST', '/conversations/:id/upload'],
] as const;

export interface FuzzResult {
  readonly statuses: Record<number, number>;
  /** Requests with an answer of 500 or more, or none at all. */
  readonly failures: string[];
}

/** Throws bodies of every kind at one route, then checks that the server still answers a customer. */
export async function fuzz(route: (typeof BODY_ROUTES)[number], count: number, seed: number): Promise<FuzzResult> {
  const app = await startTestApp({ env: { MESSAGES_PER_MINUTE: '1000000', CONVERSATIONS_PER_MINUTE: '1000000' } });
  const client = await startConversation(app.url);
  const next = random(seed);
  const statuses: Record<number, number> = {};
  const failures: string[] = [];
  const lanes = Array.from({ length: 16 }, async (_, lane) => {
    for (let i = lane; i < count; i += 16) {
      const { body, headers } = fuzzRequest(next, client);
      const response = await send(app, client, route, body, headers).catch((error: Error) => error);
      const status = response instanceof Response ? response.status : 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 500 || status === 0)
        failures.push(`${status} for ${JSON.stringify(headers)} ${body.toString('latin1').slice(0, 200)}`);
    }
  });
  await Promise.all(lanes);
  await post(await startConversation(app.url), message('still there?'));
  failures.push(...app.logged.filter((line) => line.includes('"level":"error"')));
  await app.stop();
  return { statuses, failures };
}

async function send(
  app: TestApp,
  client: ClientConversation,
  [method, path]: (typeof BODY_ROUTES)[number],
  body: Buffer,
  headers: Record<string, string>,
): Promise<Response> {
  const address = `${app.url}/v3/directline${path.replace(':id', client.conversationId)}`;
  const response = await fetch(address, { method, headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response;
}

type Random = () => number;
const pick = <T>(next: Random, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;

const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'multipart/form-data; boundary="x y"',
  'application/x-www-form-urlencoded',
  'image/png',
  '',
];

function fuzzRequest(next: Random, client: ClientConversation): { body: Buffer; headers: Record<string, string> } {
  const token = pick(next, [client.token, client.token, client.token, client.token, client.resume, 'x', 'a.b.c', '']);
  const headers: Record<string, string> = {
    'content-type': pick(next, TYPES),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(next() < 0.05 && {
      'content-disposition': pick(next, ['name="file"; filename="a\\"b', 'filename*=%', ';;;', 'filename=../../x']),
    }),
    ...(next() < 0.05 && { origin: pick(next, ['null', 'https://demo.example', 'x', 'https://evil.example']) }),
    ...(next() < 0.03 && { 'content-encoding': pick(next, ['gzip', 'identity', 'x']) }),
  };
  return { body: fuzzBody(next, client), headers };
}

function fuzzBody(next: Random, client: ClientConversation): Buffer {
  const kind = next();
  if (kind < 0.15) return Buffer.from(Array.from({ length: Math.floor(next() * 300) }, () => Math.floor(next() * 256)));
  if (kind < 0.3) return fuzzMultipart(next);
  const text = JSON.stringify(fuzzActivity(next, client));
  if (kind < 0.8) return Buffer.from(text);
  return mutate(next, Buffer.from(text));
}

const VALUES: readonly unknown[] = [
  '',
  'x',
  'سلام',
  '\ud800',
  '\0',
  '0',
  -1,
  0,
  1e308,
  1.5,
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { toString: 1 },
  { type: 'x' },
  [{ type: 'message' }],
  [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,xx' }],
  'x'.repeat(9000),
  '2026-11-22T00:00:00Z',
  'dl_x',
  'message',
  'constructor',
  '__proto__',
];
const FIELDS = [
  'type',
  'text',
  'from',
  'channelData',
  'attachments',
  'entities',
  'value',
  'name',
  'locale',
  'textFormat',
  'replyToId',
  'user',
  'trustedOrigins',
  'shop',
  'resume',
  'id',
  'conversation',
  'recipient',
  'suggestedActions',
  'membersAdded',
  'constructor',
  'timestamp',
  'localTimestamp',
  'reactionsAdded',
  '',
];

function fuzzActivity(next: Random, client: ClientConversation): unknown {
  if (next() < 0.05) return pick(next, VALUES);
  const activity: Record<string, unknown> = {
    type: pick(next, ['message', 'event', 'typing', 'invoke', 'conversationUpdate', 'trace', 'endOfConversation']),
    text: 'x',
  };
  for (let i = Math.floor(next() * 5); i > 0; i--)
    activity[pick(next, FIELDS)] = next() < 0.2 ? fuzzActivity(next, client) : pick(next, VALUES);
  if (next() < 0.2)
    activity.channelData = {
      clientActivityID: pick(next, VALUES),
      postBack: pick(next, VALUES),
      sanad: pick(next, VALUES),
    };
  if (next() < 0.1) activity.resume = client.resume;
  return activity;
}

function fuzzMultipart(next: Random): Buffer {
  const part = () =>
    `--${pick(next, ['x', 'x', 'x', 'y'])}\r\nContent-Disposition: form-data; name=${pick(next, ['"file"', '"activity"', 'file', '""', '"a'])}${pick(next, ['; filename="a.png"', '; filename="', '; filename*=x', ''])}\r\n${pick(next, ['Content-Type: image/png\r\n', 'Content-Type: application/vnd.microsoft.activity\r\n', 'x\r\n', ''])}\r\n${pick(next, ['\x89PNG\r\n\x1a\nxx', '{"type":"message"}', '{', '%PDF-1', ''])}\r\n`;
  return Buffer.from(
    Array.from({ length: Math.floor(next() * 4) }, part).join('') + pick(next, ['--x--\r\n', '--x--', '--x', '']),
    'latin1',
  );
}

function mutate(next: Random, body: Buffer): Buffer {
  const changed = Buffer.from(body);
  for (let i = 0; i < 4 && changed.length > 0; i++)
    changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256);
  return next() < 0.5 ? changed.subarray(0, Math.floor(next() * changed.length)) : changed;
}
