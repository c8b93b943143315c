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
import type { ChannelActivity } from '../activity.ts';
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
import type { Words } from '../text/messageText.ts';
import { AZURE_LIMITS, azurePayloads, azureShowsNumbers } from './azureMessage.ts';

export interface AzureOptions {
  readonly bots: readonly AzureBot[];
  readonly tenantId: string;
  readonly key: string;
  readonly words: Words;
  readonly log: Log;
  /** For another cloud, or a local one in tests. */
  readonly cloud?: ConfigurationBotFrameworkAuthenticationOptions;
  /** How the bots sign in towards the cloud; by their password or managed identity when absent. */
  readonly credentials?: (bot: AzureBot) => ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1];
}

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
  conversation: z.looseObject({ id: z.string() }),
});

/**
 * Azure Bot Service: Teams and every channel that Azure relays, for the bots of all shops. The token of each request
 * is checked by botbuilder against Microsoft's keys; answers go out through CloudAdapter, also long after.
 */
export class AzureChannel implements Channel {
  readonly name = 'azure';
  readonly limits: ChannelLimits = {
    text: AZURE_LIMITS.text,
    buttons: AZURE_LIMITS.buttons,
    buttonTitle: AZURE_LIMITS.buttonTitle,
  };
  readonly #options: AzureOptions;
  readonly #bots: ReadonlyMap<string, OpenBot>;
  readonly #addresses: Addresses;

  constructor(options: AzureOptions) {
    this.#options = options;
    this.#bots = new Map(options.bots.map((bot) => [bot.appId, open(bot, options)]));
    this.#addresses = new Addresses('azure', options.key);
  }

  async verify(request: HttpRequest, body: Buffer): Promise<Verification> {
    const header = request.headers.authorization ?? '';
    if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(header)) return { status: 'refused', reason: 'missing signature' };
    const bot = this.#bots.get(audienceOf(header));
    if (!bot) return { status: 'refused', reason: 'unknown account' };
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
    return [
      {
        conversation,
        shop: bot.shop,
        messageId,
        activity: readMessage(activity, conversation),
        address: { bot: bot.appId, reference },
        ...(Number.isFinite(sentAt) && { sentAt }),
      },
    ];
  }

  encode(activity: ChannelActivity): ChannelActivity[] {
    return azurePayloads(activity, this.#options.words);
  }

  async prepare(activity: ChannelActivity, { ours }: PrepareContext): Promise<ChannelActivity> {
    return activity.type === 'message' ? readPick(activity, await ours(), azureShowsNumbers) : activity;
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

  async #say(address: Readonly<Record<string, string>>, activity: ChannelActivity): Promise<string | undefined> {
    const bot = this.#bots.get(address.bot ?? '');
    if (!bot) throw new ChannelRefusedError('UnknownAccount');
    const reference = JSON.parse(address.reference ?? '{}') as Partial<ConversationReference>;
    let id: string | undefined;
    await bot.adapter.continueConversationAsync(bot.appId, reference, async (context) => {
      sendOnce(context.turnState.get(bot.adapter.ConnectorClientKey));
      const sent = await context.sendActivity(activity as unknown as Partial<Activity>);
      id = sent?.id;
    });
    return id;
  }

  /** botbuilder's client throws with the answer's status; without one no answer came. */
  #refusal(error: unknown, bot: string | undefined): Error {
    if (error instanceof ChannelRefusedError) return error;
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

/**
 * Takes the retries out of botbuilder's client, which has no setting for it: they would hide from the deliverer that a
 * message may have arrived already.
 */
function sendOnce(connector: unknown): void {
  const { client } = connector as { client?: { pipeline?: { removePolicy(policy: { name: string }): unknown } } };
  client?.pipeline?.removePolicy({ name: 'defaultRetryPolicy' });
}

/** What botbuilder knows stays; what only Sanad may say (a verified phone, say) is dropped. */
function readMessage(activity: Activity, conversation: string): ChannelActivity {
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
    channelData: {
      azure: { channel: activity.channelId },
      sanad: {
        ...(Number.isFinite(sentAt) && { sentAt }),
        ...(spoken === '' && { unreadable: 'attachment' }),
        ...(activity.replyToId && { repliesTo: activity.replyToId }),
      },
    },
  };
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
