import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { AzureOptions } from '../../../src/channels/azure/index.ts';
import { AZURE, azureCloud, BOT_TOKEN } from './azureCloud.ts';
import type { SentFile } from './graphServer.ts';

export { AZURE } from './azureCloud.ts';

export interface AzureShown {
  readonly id: string;
  readonly conversation: string;
  readonly activity: Record<string, unknown>;
  /** By `performance.now()`. */
  readonly at: number;
  /** The picture of the activity, as the service has fetched it. */
  readonly file?: SentFile;
}

export type AzureTrouble = { readonly status: number; readonly retryAfter?: number } | 'lost';

/** The service's keys (OpenID) and its connector, at which answers arrive: one real HTTP server. */
export interface AzureServer {
  readonly url: string;
  readonly shown: readonly AzureShown[];
  readonly typing: readonly string[];
  readonly troubles: AzureTrouble[];
  chaos: (() => AzureTrouble | undefined) | undefined;
  /** Attachments of customers, by id; they are given to bots that show their token. */
  readonly files: Map<string, SentFile>;
  /** Where our server is reached, whatever public address stands in front of a file's path. */
  reach: string | undefined;
  /** Settings by which a channel of ours takes this server for the cloud. */
  readonly azure: Pick<AzureOptions, 'cloud' | 'credentials'>;
  /** The Authorization header of a request of the service. */
  token(change?: TokenChange): Promise<string>;
  close(): Promise<void>;
}

export interface TokenChange {
  readonly audience?: string;
  readonly issuer?: string;
  readonly serviceUrl?: string;
  readonly expired?: boolean;
  /** Signed with a key that the service never published. */
  readonly foreignKey?: boolean;
}

export async function startAzure(): Promise<AzureServer> {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256', { extractable: true });
  const jwk = {
    ...(await exportJWK(keys.publicKey)),
    kid: 'test-key',
    use: 'sig',
    alg: 'RS256',
    endorsements: ['msteams'],
  };
  const state = {
    url: '',
    shown: [] as AzureShown[],
    typing: [] as string[],
    troubles: [] as AzureTrouble[],
    chaos: undefined as AzureServer['chaos'],
    files: new Map<string, SentFile>(),
    reach: undefined as string | undefined,
  };
  const server = createServer(async (req, res): Promise<void> => {
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify(body));
    };
    if (req.url === '/openid') {
      return reply(200, {
        issuer: AZURE.issuer,
        jwks_uri: `${state.url}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (req.url === '/keys') return reply(200, { keys: [jwk] });
    const signedIn = req.headers.authorization === `Bearer ${BOT_TOKEN}`;
    const attachment = /^\/v3\/attachments\/([^/]+)\/views\/original$/.exec(req.url ?? '')?.[1];
    if (attachment !== undefined) {
      const file = state.files.get(attachment);
      if (!signedIn || !file) return reply(signedIn ? 404 : 401, {});
      res.writeHead(200, { 'content-type': file.type });
      return void res.end(file.content);
    }
    const conversation = /^\/v3\/conversations\/([^/]+)\/activities/.exec(req.url ?? '')?.[1];
    const activity = JSON.parse((await readAll(req)) || '{}') as Record<string, unknown>;
    if (!signedIn) return reply(401, { error: { code: 'Unauthorized' } });
    if (conversation === undefined) return reply(404, {});
    const place = decodeURIComponent(conversation);
    if (activity.type === 'typing') {
      state.typing.push(place);
      return reply(200, { id: randomUUID() });
    }
    const trouble = state.troubles.shift() ?? state.chaos?.();
    if (trouble && trouble !== 'lost') {
      const headers: Record<string, string> = trouble.retryAfter ? { 'retry-after': String(trouble.retryAfter) } : {};
      return reply(trouble.status, { error: { code: 'ServiceError', message: 'refused' } }, headers);
    }
    if (JSON.stringify(activity).length > 28 * 1024) return reply(413, { error: { code: 'MessageSizeTooBig' } });
    const file = await fetched(activity, state.reach);
    const shown = { id: randomUUID(), conversation: place, activity, ...(file && { file }), at: performance.now() };
    state.shown.push(shown);
    if (trouble === 'lost') return void req.socket.destroy();
    reply(200, { id: shown.id });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return Object.assign(state, {
    azure: azureCloud(state.url),
    token: async (change: TokenChange = {}) => {
      const jwt = await new SignJWT({ serviceurl: change.serviceUrl ?? state.url })
        .setProtectedHeader({ alg: 'RS256', kid: 'test-key' })
        .setIssuer(change.issuer ?? AZURE.issuer)
        .setAudience(change.audience ?? AZURE.appId)
        .setIssuedAt(Math.floor(Date.now() / 1000) - 7200)
        .setExpirationTime(Math.floor(Date.now() / 1000) + (change.expired ? -3600 : 3600))
        .sign(change.foreignKey ? foreign.privateKey : keys.privateKey);
      return `Bearer ${jwt}`;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** The service fetches the files that an activity names. */
async function fetched(activity: Record<string, unknown>, reach = ''): Promise<SentFile | undefined> {
  const [first] = (activity.attachments ?? []) as { contentUrl: string }[];
  if (!first) return undefined;
  const response = await fetch(reach + new URL(first.contentUrl).pathname);
  const type = response.headers.get('content-type') ?? '';
  return { type, content: Buffer.from(await response.arrayBuffer()) };
}

async function readAll(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** An activity as the service sends it. */
export function activity(url: string, person: string, content: Record<string, unknown>) {
  return {
    type: 'message',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    serviceUrl: url,
    channelId: 'msteams',
    from: { id: `29:${person}`, name: 'Amina' },
    conversation: { id: `a:${person}` },
    recipient: { id: `28:${AZURE.appId}`, name: 'Sanad' },
    ...content,
  };
}

export function postActivity(url: string, value: unknown, authorization: string | undefined): Promise<Response> {
  return fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify(value),
  });
}
