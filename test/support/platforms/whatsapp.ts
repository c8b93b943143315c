import { randomBytes } from 'node:crypto';
import { escapedJson, type GraphServer, type Rules, signed, startGraph } from './graphServer.ts';

export const WHATSAPP = {
  account: '106540352242922',
  token: 'whatsapp-access-token-for-tests',
  appId: '120000000000001',
  appSecret: 'whatsapp-app-secret-for-tests',
  verifyToken: 'verify-token-for-tests',
} as const;

/** Settings of a server of ours that talks to this platform. */
export function whatsappEnv(graph: GraphServer, shop: string): Record<string, string> {
  return {
    WHATSAPP_ACCOUNTS: `${shop}=${WHATSAPP.account}:${WHATSAPP.token}`,
    META_APPS: `${shop}=${WHATSAPP.appId}:${WHATSAPP.appSecret}`,
    META_VERIFY_TOKEN: WHATSAPP.verifyToken,
    META_GRAPH_URL: graph.url,
  };
}

export function startWhatsApp(): Promise<GraphServer> {
  return startGraph({
    token: WHATSAPP.token,
    rules: whatsappRules,
    // Other kinds cannot be uploaded, or only as stickers.
    fileRules: ({ type, content }) => {
      if (!['image/jpeg', 'image/png', 'application/pdf'].includes(type)) return 131053;
      return content.length > 100_000_000 ? 131053 : undefined;
    },
    read: (body) => {
      if (body.status === 'read') return undefined;
      const to = String(body.to ?? body.recipient);
      const clientId = body.biz_opaque_callback_data;
      return { to, message: body, ...(typeof clientId === 'string' && { clientId }) };
    },
    answer: (id, body) => ({
      messaging_product: 'whatsapp',
      contacts: [{ input: body.to ?? body.recipient, wa_id: body.to }],
      messages: [{ id }],
    }),
  });
}

const bad = (why: string) => ({ code: 131009, why });

/** The documented limits of a message (characters). */
export const whatsappRules: Rules = (body) => {
  if (body.messaging_product !== 'whatsapp') return bad('messaging_product');
  if (typeof body.to !== 'string' && typeof body.recipient !== 'string') return { code: 131008, why: 'to' };
  if (String(body.biz_opaque_callback_data ?? '').length > 512) return bad('biz_opaque_callback_data');
  if (body.type === 'text') return textRules((body.text as { body?: unknown }).body, 4096);
  if (body.type === 'interactive') return interactiveRules(body.interactive as Interactive);
  if (body.type === 'template') return templateRules(body.template as Template);
  if (body.type === 'image' || body.type === 'document') {
    return (body[body.type] as { id?: unknown }).id === undefined ? bad('media id') : undefined;
  }
  return { code: 131051, why: `type ${String(body.type)}` };
};

interface Interactive {
  readonly type: string;
  readonly body?: { text?: unknown };
  readonly action: {
    readonly button?: string;
    readonly buttons?: { type: string; reply: { id: string; title: string } }[];
    readonly sections?: { title?: string; rows: { id: string; title: string; description?: string }[] }[];
  };
}

function textRules(text: unknown, most: number) {
  if (typeof text !== 'string' || text.trim() === '') return bad('empty text');
  return text.length > most ? bad(`text of ${text.length}`) : undefined;
}

function interactiveRules({ type, body, action }: Interactive) {
  if (type === 'button') {
    const replies = (action.buttons ?? []).map(({ reply }) => reply);
    const fits = replies.every(({ id, title }) => id.length <= 256 && title.length > 0 && title.length <= 20);
    const unique = [replies.map(({ id }) => id), replies.map(({ title }) => title)].every(isUnique);
    if (replies.length < 1 || replies.length > 3 || !fits || !unique) return bad('buttons');
    return textRules(body?.text, 1024);
  }
  const sections = action.sections ?? [];
  const rows = sections.flatMap((section) => section.rows);
  const fits = rows.every(
    ({ id, title, description = '' }) =>
      id.length <= 200 && title.length > 0 && title.length <= 24 && description.length <= 72,
  );
  const button = action.button ?? '';
  if (type !== 'list' || rows.length < 1 || rows.length > 10 || sections.length > 10 || !fits) return bad('list');
  if (button.length < 1 || button.length > 20 || !isUnique(rows.map(({ id }) => id))) return bad('list button');
  return textRules(body?.text, 4096);
}

interface Template {
  readonly name?: string;
  readonly language?: { code?: string };
  readonly components?: { parameters: { text: string }[] }[];
}

function templateRules({ name, language, components = [] }: Template) {
  if (!name || !language?.code) return { code: 132001, why: 'template' };
  const texts = components.flatMap(({ parameters }) => parameters.map(({ text }) => text));
  const wrong = texts.some((text) => text === '' || text.length > 1024 || /[\n\t]| {4}/.test(text));
  return wrong ? { code: 132012, why: 'parameter' } : undefined;
}

function isUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** A customer of WhatsApp. `user` is the user id that Meta gives since 2026; a customer with a username has no phone. */
export interface WhatsAppCustomer {
  readonly phone?: string;
  readonly user?: string;
  readonly name?: string;
}

export const customer: WhatsAppCustomer = { phone: '212661000042', name: 'Amina' };

let count = 0;

/** A message as the platform sends it; `content` is its type and what belongs to it. */
export function incoming(content: Record<string, unknown>, more: Record<string, unknown> = {}, from = customer) {
  count += 1;
  return {
    ...(from.phone !== undefined && { from: from.phone }),
    ...(from.user !== undefined && { from_user_id: from.user }),
    id: `wamid.in.${count}.${randomBytes(4).toString('hex')}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    ...content,
    ...more,
  };
}

export const textOf = (body: string) => ({ type: 'text', text: { body } });

/** The envelope around messages, statuses or echoes. */
export function webhook(value: Record<string, unknown>, from = customer, account: string = WHATSAPP.account) {
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'message_echoes' in value ? 'smb_message_echoes' : 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '212522000000', phone_number_id: account },
              contacts: [
                {
                  profile: { name: from.name ?? '' },
                  ...(from.phone !== undefined && { wa_id: from.phone }),
                  ...(from.user !== undefined && { user_id: from.user }),
                },
              ],
              ...value,
            },
          },
        ],
      },
    ],
  };
}

/** Posts a webhook as Meta does. */
export function postWebhook(url: string, value: unknown, secret: string = WHATSAPP.appSecret): Promise<Response> {
  const body = escapedJson(value);
  return fetch(`${url}/webhooks/whatsapp`, { method: 'POST', headers: signed(body, secret), body });
}
