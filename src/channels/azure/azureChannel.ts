import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  type ConversationReference,
  TurnContext,
} from 'botbuilder';
import { z } from 'zod';
import type { Log } from '../../log.ts';
import type { ChannelActivity, MediaReference } from '../activity.ts';
import { Addresses } from '../addresses.ts';
import {
  type AttendContext,
  type Channel,
  type ChannelLimits,
  ChannelRefusedError,
  ChannelUnreachableError,
  type Delivery,
  type InboundActivity,
  type PrepareContext,
  type Receipt,
  type Verification,
} from '../channel.ts';
import type { AzureBot } from '../channelSettings.ts';
import { readPick } from '../choices.ts';
import type { HttpRequest } from '../http.ts';
import type { IncomingMedia } from '../media/incomingMedia.ts';
import { fetchBytes, neverLeft } from '../platformCall.ts';
import type { Words } from '../text/messageText.ts';
import { readAttachments } from './azureAttachments.ts';
import { AZURE_LIMITS, azureFiles, azurePayloads, azureShowsNumbers } from './azureMessage.ts';

export interface AzureOptions {
  readonly bots: readonly AzureBot[];
  readonly tenantId: string;
  readonly key: string;
  readonly words: Words;
  readonly media: IncomingMedia;
  /** How the service and customers reach our files. */
  readonly publicUrl?: string;
  readonly log: Log;
  /** For another cloud, or a local one in tests. */
  readonly cloud?: ConfigurationBotFrameworkAuthenticationOptions;
  /** How the bots sign in towards the cloud; by their password or managed identity when absent. */
  readonly credentials?: (bot: AzureBot) => ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1];
}

type Reference = Readonly<Record<string, string>>;

interface OpenBot extends AzureBot {
  readonly authentication: ConfigurationBotFrameworkAuthentication;
  readonly adapter: CloudAdapter;
}

/** What must stand in an activity of the service; the rest is read as botbuilder describes it. */
const inboundActivity = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  timestamp: z.string().optional(),
  serviceUrl: z.url(),
  channelId: z.string(),
  text: z.string().nullish(),
  from: z.looseObject({ id: z.string(), name: z.string().optional() }),
  recipient: z.looseObject({ id: z.string() }),
  attachments: z.array(z.unknown()).catch([]).optional(),
  conversation: z.looseObject({ id: z.string() }),
});

/**
 * Azure Bot Service: Teams and every channel that Azure relays, for the bots of all shops. The token of each request
 * is checked by botbuilder against Microsoft's keys; answers go out through CloudAdapter, also long after.
 */
export class AzureChannel implements Channel {
  readonly name = 'azure';
  readonly limits: ChannelLimits;
  readonly #options: AzureOptions;
  readonly #bots: ReadonlyMap<string, OpenBot>;
  readonly #addresses: Addresses;

  constructor(options: AzureOptions) {
    this.#options = options;
    this.limits = {
      text: AZURE_LIMITS.text,
      buttons: AZURE_LIMITS.buttons,
      buttonTitle: AZURE_LIMITS.buttonTitle,
      files: azureFiles(options.publicUrl),
      linksFiles: options.publicUrl !== undefined,
    };
    this.#bots = new Map(options.bots.map((bot) => [bot.appId, open(bot, options)]));
    this.#addresses = new Addresses('azure', options.key);
  }

  /** Is there a token, and for a bot of ours? Whether it is a true one shows with the body. */
  verifyHead(request: HttpRequest): Verification {
    const header = request.headers.authorization ?? '';
    if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(header)) return { status: 'refused', reason: 'missing signature' };
    const bot = this.#bots.get(audienceOf(header));
    return bot ? { status: 'genuine', account: bot.appId } : { status: 'refused', reason: 'unknown account' };
  }

  async verify(request: HttpRequest, body: Buffer): Promise<Verification> {
    const head = this.verifyHead(request);
    const bot = head.status === 'genuine' && this.#bots.get(head.account ?? '');
    if (!bot) return head;
    const header = request.headers.authorization ?? '';
    const activity = parsed(body);
    if (!activity) return { status: 'refused', reason: 'no activity' };
    try {
      await bot.authentication.authenticateRequest(activity as unknown as Activity, header);
      return { status: 'genuine', account: bot.appId };
    } catch {
      return { status: 'refused', reason: 'wrong signature' };
    }
  }

  decode(value: unknown): InboundActivity[] {
    const { account, body } = value as { account: string; body: unknown };
    const bot = this.#bots.get(account);
    const parsed = inboundActivity.safeParse(body);
    if (!bot || !parsed.success || parsed.data.type !== 'message') return [];
    const activity = parsed.data as unknown as Activity;
    const conversation = this.#addresses.conversation(bot.appId, `${activity.channelId}/${activity.conversation.id}`);
    const reference = JSON.stringify(TurnContext.getConversationReference(activity));
    const sentAt = Date.parse(String(activity.timestamp));
    const messageId = activity.id ?? this.#addresses.of('message', JSON.stringify(body));
    const { attachments, sanad } = readAttachments(parsed.data.attachments, (index) =>
      this.#addresses.of('file', bot.appId, conversation, messageId, String(index)),
    );
    return [
      {
        conversation,
        shop: bot.shop,
        messageId,
        activity: readMessage(activity, conversation, { ...(attachments && { attachments }), sanad }),
        address: { bot: bot.appId, reference },
        ...(Number.isFinite(sentAt) && { sentAt }),
      },
    ];
  }

  encode(activity: ChannelActivity): ChannelActivity[] {
    return azurePayloads(activity, this.#options.words, this.#options.publicUrl);
  }

  async prepare(activity: ChannelActivity, { conversation, address, ours }: PrepareContext): Promise<ChannelActivity> {
    if (activity.type !== 'message' || !address) return activity;
    const fetchMedia = (reference: MediaReference, most: number) => this.#fetch(address, reference, most);
    const whole = await this.#options.media.prepare(activity, conversation, fetchMedia);
    return readPick(whole, await ours(), azureShowsNumbers);
  }

  async attend(_activity: ChannelActivity, { address, botAnswers }: AttendContext): Promise<void> {
    if (botAnswers && address) await this.#say(address, { type: 'typing' });
  }

  async deliver(payload: unknown, { address }: Delivery): Promise<Receipt> {
    if (!address) throw new ChannelRefusedError('UnknownAccount');
    try {
      const id = await this.#say(address, payload as ChannelActivity);
      return id === undefined ? {} : { platformId: id };
    } catch (error) {
      throw this.#refusal(error, address.bot);
    }
  }

  conversationId(address: string): string {
    const mark = address.indexOf('/');
    return this.#addresses.conversation(address.slice(0, mark), address.slice(mark + 1));
  }

  parseConversationId(id: string): string | undefined {
    return this.#addresses.opaque(id);
  }

  async #say(address: Reference, activity: ChannelActivity): Promise<string | undefined> {
    const bot = this.#bots.get(address.bot ?? '');
    if (!bot) throw new ChannelRefusedError('UnknownAccount');
    const reference = JSON.parse(address.reference ?? '{}') as Partial<ConversationReference>;
    let id: string | undefined;
    let left = false;
    const onLeaving = () => {
      left = true;
    };
    try {
      await bot.adapter.continueConversationAsync(bot.appId, reference, async (context) => {
        sendOnce(context.turnState.get(bot.adapter.ConnectorClientKey), onLeaving);
        const sent = await context.sendActivity(activity as unknown as Partial<Activity>);
        id = sent?.id;
      });
    } catch (cause) {
      // The bot could not sign in, or met nobody: the message is still with us.
      if (!left || neverLeft(cause)) throw new ChannelUnreachableError({ cause, arrived: 'no' });
      throw cause;
    }
    return id;
  }

  /**
   * A customer's file. The bot's token is shown to the service that the conversation runs over, and to nobody else;
   * from elsewhere only what lies on Microsoft's own servers is fetched.
   */
  async #fetch(address: Reference, { source }: MediaReference, most: number): Promise<Buffer | undefined> {
    const { serviceUrl = '' } = JSON.parse(address.reference ?? '{}') as Partial<ConversationReference>;
    const isService = URL.canParse(serviceUrl) && new URL(serviceUrl).origin === originOf(source);
    if (!isService && !isMicrosoftAddress(source)) return undefined;
    const token = isService ? await this.#token(address) : undefined;
    const { status, content } = await fetchBytes({ url: source, ...(token !== undefined && { token }) }, most);
    return status === 200 ? content : undefined;
  }

  /** The token by which a bot signs in at the service of a conversation, as botbuilder gets it for sending. */
  async #token(address: Reference): Promise<string | undefined> {
    const bot = this.#bots.get(address.bot ?? '');
    if (!bot) return undefined;
    const headers = new Headers();
    const reference = JSON.parse(address.reference ?? '{}') as Partial<ConversationReference>;
    await bot.adapter.continueConversationAsync(bot.appId, reference, async (context) => {
      const connector = context.turnState.get(bot.adapter.ConnectorClientKey) as {
        credentials: { signRequest(request: { headers: Headers }): Promise<unknown> };
      };
      await connector.credentials.signRequest({ headers });
    });
    return headers.get('authorization')?.replace(/^Bearer /, '');
  }

  /** botbuilder's client throws with the answer's status; without one no answer came. */
  #refusal(error: unknown, bot: string | undefined): Error {
    if (error instanceof ChannelRefusedError || error instanceof ChannelUnreachableError) return error;
    const { statusCode, response } = error as {
      statusCode?: number;
      response?: { headers?: { get(name: string): string | undefined } };
    };
    if (statusCode === undefined) return new ChannelUnreachableError();
    if (statusCode === 429 || statusCode === 502 || statusCode === 503 || statusCode === 500) {
      const seconds = Number(response?.headers?.get('retry-after') ?? 1);
      return new ChannelRefusedError(String(statusCode), {
        retryAfterMs: (Number.isFinite(seconds) ? seconds : 1) * 1000,
      });
    }
    if (statusCode > 500) return new ChannelUnreachableError();
    if (statusCode === 401) {
      const shop = this.#bots.get(bot ?? '')?.shop;
      this.#options.log.error('channel.alert', { channel: this.name, code: statusCode, ...(shop && { shop }) });
    }
    return new ChannelRefusedError(String(statusCode));
  }
}

function open(bot: AzureBot, { tenantId, cloud, credentials }: AzureOptions): OpenBot {
  const settings = {
    MicrosoftAppType: bot.password === undefined ? 'UserAssignedMsi' : 'SingleTenant',
    MicrosoftAppId: bot.appId,
    MicrosoftAppTenantId: tenantId,
    ...(bot.password !== undefined && { MicrosoftAppPassword: bot.password }),
    ...cloud,
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(settings, credentials?.(bot));
  const adapter = new CloudAdapter(authentication);
  adapter.onTurnError = async (_context, error) => {
    throw error;
  };
  return { ...bot, authentication, adapter };
}

interface Pipeline {
  removePolicy(policy: { name: string }): unknown;
  addPolicy(policy: object, options: { phase: 'Sign' }): void;
}

/**
 * Takes the retries out of botbuilder's client, which has no setting for it: they would hide from the deliverer that a
 * message may have arrived already. `onLeaving` is called when the bot has signed in and the message goes out.
 */
function sendOnce(connector: unknown, onLeaving: () => void): void {
  const { client } = connector as { client?: { pipeline?: Pipeline } };
  client?.pipeline?.removePolicy({ name: 'defaultRetryPolicy' });
  const sendRequest = (request: unknown, next: (request: unknown) => unknown) => {
    onLeaving();
    return next(request);
  };
  client?.pipeline?.addPolicy({ name: 'sanadLeaving', sendRequest }, { phase: 'Sign' });
}

/** What botbuilder knows stays; what only Sanad may say (a verified phone, say) is dropped. */
function readMessage(
  activity: Activity,
  conversation: string,
  { attachments, sanad }: ReturnType<typeof readAttachments>,
): ChannelActivity {
  const { text, value, locale, timestamp } = activity as unknown as ChannelActivity;
  const said = typeof text === 'string' && text !== '' ? TurnContext.removeRecipientMention(activity) : '';
  const spoken = said || (typeof value === 'string' ? value : '');
  const sentAt = Date.parse(String(timestamp));
  return {
    type: 'message',
    text: spoken.trim(),
    channelId: 'azure',
    from: { id: conversation, role: 'user', ...(activity.from.name && { name: activity.from.name.slice(0, 100) }) },
    recipient: { id: 'sanad', role: 'bot' },
    ...(typeof locale === 'string' && { locale }),
    ...(attachments && { attachments }),
    channelData: {
      azure: { channel: activity.channelId },
      sanad: {
        ...(Number.isFinite(sentAt) && { sentAt }),
        ...sanad,
        ...(spoken === '' && sanad.media === undefined && { unreadable: 'attachment' }),
        ...(activity.replyToId && { repliesTo: activity.replyToId }),
      },
    },
  };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** Where Teams (SharePoint) and the service's own clients keep files; their addresses need no token. */
function isMicrosoftAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' && /(?:^|\.)(?:botframework\.com|botframework\.azure\.us|sharepoint\.com)$/.test(hostname)
  );
}

/** For which of our bots a token says it is; whether that is true is checked afterwards. */
function audienceOf(header: string): string {
  try {
    const claims = JSON.parse(Buffer.from(header.split('.')[1] ?? '', 'base64url').toString()) as { aud?: unknown };
    return typeof claims.aud === 'string' ? claims.aud : '';
  } catch {
    return '';
  }
}

function parsed(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
