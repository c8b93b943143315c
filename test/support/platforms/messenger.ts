import { randomBytes } from 'node:crypto';
import { escapedJson, type GraphServer, type Rules, signed, startGraph } from './graphServer.ts';

export type MessengerPlatform = 'messenger' | 'instagram';

export const MESSENGER = {
  account: '104000000000001',
  token: 'page-access-token-for-tests',
  appId: '120000000000001',
  appSecret: 'page-app-secret-for-tests',
  verifyToken: 'verify-token-for-tests',
} as const;

export function messengerEnv(platform: MessengerPlatform, graph: GraphServer, shop: string): Record<string, string> {
  const prefix = platform === 'messenger' ? 'MESSENGER' : 'INSTAGRAM';
  return {
    [`${prefix}_ACCOUNTS`]: `${shop}=${MESSENGER.account}:${MESSENGER.token}`,
    META_APPS: `*=${MESSENGER.appId}:${MESSENGER.appSecret}`,
    META_VERIFY_TOKEN: MESSENGER.verifyToken,
    [platform === 'messenger' ? 'META_GRAPH_URL' : 'INSTAGRAM_GRAPH_URL']: graph.url,
  };
}

export function startMessenger(platform: MessengerPlatform): Promise<GraphServer> {
  return startGraph({
    token: MESSENGER.token,
    rules: messengerRules(platform),
    openDownloads: true,
    fileRules: ({ type, content }) => {
      const taken = platform === 'messenger' ? /^(image|application)\// : /^image\/(png|jpeg|gif)$/;
      return taken.test(type) && content.length <= (platform === 'messenger' ? 25_000_000 : 8_000_000)
        ? undefined
        : 100;
    },
    read: (body) => {
      if (body.message === undefined) return undefined;
      const message = body.message as Record<string, unknown>;
      const clientId = message.metadata;
      const to = (body.recipient as { id: string }).id;
      return {
        to,
        message: { ...message, messaging_type: body.messaging_type, tag: body.tag },
        ...(typeof clientId === 'string' && { clientId }),
      };
    },
    answer: (id, body) => ({ recipient_id: (body.recipient as { id: string }).id, message_id: id }),
  });
}

const bad = (why: string) => ({ code: 100, why });

/** The documented limits: characters on Messenger, bytes on Instagram. */
export function messengerRules(platform: MessengerPlatform): Rules {
  return (body) => {
    const message = body.message as {
      text?: string;
      attachment?: Attachment;
      quick_replies?: QuickReply[];
      metadata?: string;
    };
    const { text, attachment, quick_replies: quick = [] } = message;
    if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(String(body.messaging_type))) return bad('messaging_type');
    if (body.messaging_type === 'MESSAGE_TAG' && body.tag !== 'HUMAN_AGENT') return bad('tag');
    if (text === undefined) return attachmentRules(platform, attachment);
    if (text.trim() === '') return bad('empty text');
    if (platform === 'messenger' && text.length >= 2000) return bad(`text of ${text.length}`);
    if (platform === 'instagram' && Buffer.byteLength(text) > 1000)
      return bad(`text of ${Buffer.byteLength(text)} bytes`);
    if (quick.length > 13) return bad(`${quick.length} quick replies`);
    const fits = quick.every(
      ({ content_type, title, payload }) =>
        content_type === 'text' && title.length > 0 && title.length <= 20 && payload.length <= 1000,
    );
    return fits ? undefined : bad('quick reply');
  };
}

function attachmentRules(platform: MessengerPlatform, attachment: Attachment | undefined) {
  if (!attachment) return bad('no message');
  if (platform === 'messenger') return ['image', 'file'].includes(attachment.type) ? undefined : bad(attachment.type);
  // Instagram fetches by itself, and shows no documents.
  return attachment.type === 'image' && attachment.payload?.url !== undefined ? undefined : bad(attachment.type);
}

interface Attachment {
  readonly type: string;
  readonly payload?: { readonly url?: string };
}

interface QuickReply {
  readonly content_type: string;
  readonly title: string;
  readonly payload: string;
}

/** One event of a customer, as the platform sends it. */
export function messaging(person: string, content: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return { sender: { id: person }, recipient: { id: MESSENGER.account }, timestamp: Date.now(), ...content, ...more };
}

export const textMessage = (text: string, more: Record<string, unknown> = {}) => ({
  message: { mid: `m_${randomBytes(8).toString('hex')}`, text, ...more },
});

export function webhook(
  platform: MessengerPlatform,
  events: readonly object[],
  { account = MESSENGER.account, standby = false }: { account?: string; standby?: boolean } = {},
) {
  const object = platform === 'messenger' ? 'page' : 'instagram';
  return { object, entry: [{ id: account, time: Date.now(), [standby ? 'standby' : 'messaging']: events }] };
}

export function postWebhook(
  url: string,
  platform: MessengerPlatform,
  value: unknown,
  secret: string = MESSENGER.appSecret,
) {
  const body = escapedJson(value);
  return fetch(`${url}/webhooks/${platform}`, { method: 'POST', headers: signed(body, secret), body });
}
