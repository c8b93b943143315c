import { type Config, ConfigError } from '../config.ts';
import type { MetaAccount } from './meta/metaAccounts.ts';

/** A bot of Telegram; its id is the part of its token before the colon. */
export interface TelegramBot {
  readonly shop: string;
  readonly id: string;
  readonly token: string;
}

/** A bot registered with Azure; without a password it signs in by its managed identity. */
export interface AzureBot {
  readonly shop: string;
  readonly appId: string;
  readonly password?: string;
}

export interface WhatsAppTemplate {
  readonly name: string;
  readonly language: string;
}

/** Which account on which platform belongs to which shop. */
export interface ChannelSettings {
  readonly whatsapp: readonly MetaAccount[];
  readonly templates: ReadonlyMap<string, WhatsAppTemplate>;
  readonly messenger: readonly MetaAccount[];
  readonly instagram: readonly MetaAccount[];
  readonly telegram: readonly TelegramBot[];
  readonly azure: readonly AzureBot[];
}

/** The settings as far as they are right, and everything that is wrong with them, by variable; no secret stands in it. */
export function inspectChannelSettings(
  config: Config,
  shops: readonly string[],
): { settings: ChannelSettings; faults: string[] } {
  const faults: string[] = [];
  const settings = {
    whatsapp: metaAccounts(config, 'WHATSAPP_ACCOUNTS', faults),
    templates: templates(config),
    messenger: metaAccounts(config, 'MESSENGER_ACCOUNTS', faults),
    instagram: metaAccounts(config, 'INSTAGRAM_ACCOUNTS', faults),
    telegram: config.TELEGRAM_BOTS.map(([shop, token]) => ({ shop, token, id: token.split(':')[0] ?? '' })),
    azure: config.AZURE_BOTS.map(azureBot),
  };
  faults.push(...unknownShops(config, shops), ...usedTwice(settings), ...missingFor(config, settings));
  return { settings, faults };
}

/** @throws ConfigError with all faults at once */
export function readChannelSettings(config: Config, shops: readonly string[]): ChannelSettings {
  const { settings, faults } = inspectChannelSettings(config, shops);
  if (faults.length > 0) throw new ConfigError(faults);
  return settings;
}

type MetaVariable = 'WHATSAPP_ACCOUNTS' | 'MESSENGER_ACCOUNTS' | 'INSTAGRAM_ACCOUNTS';

function metaAccounts(config: Config, variable: MetaVariable, faults: string[]): MetaAccount[] {
  return config[variable].flatMap(([shop, value]) => {
    const [id, token] = halves(value);
    const app = config.META_APPS.find(([one]) => one === shop) ?? config.META_APPS.find(([one]) => one === '*');
    if (!app) faults.push(`META_APPS: the app of ${shop} is missing: add ${shop}=<app id>:<app secret>`);
    const [appId, appSecret] = halves(app?.[1] ?? '');
    return [{ shop, id, token, appId, appSecret }];
  });
}

function templates(config: Config): Map<string, WhatsAppTemplate> {
  return new Map(
    config.WHATSAPP_TEMPLATES.map(([shop, value]) => {
      const [name, language] = halves(value);
      return [shop, { name, language }];
    }),
  );
}

function azureBot([shop, value]: readonly [string, string]): AzureBot {
  const [appId, password] = halves(value);
  return { shop, appId, ...(password !== '' && { password }) };
}

function halves(value: string): [string, string] {
  const mark = value.indexOf(':');
  return mark < 0 ? [value, ''] : [value.slice(0, mark), value.slice(mark + 1)];
}

/** The variables that name shops. */
const BY_SHOP = [
  'WHATSAPP_ACCOUNTS',
  'WHATSAPP_TEMPLATES',
  'MESSENGER_ACCOUNTS',
  'INSTAGRAM_ACCOUNTS',
  'META_APPS',
  'TELEGRAM_BOTS',
  'AZURE_BOTS',
] as const;

function unknownShops(config: Config, shops: readonly string[]): string[] {
  return BY_SHOP.flatMap((variable) =>
    [...new Set(config[variable].map(([shop]) => shop))]
      .filter((shop) => shop !== '*' && !shops.includes(shop))
      .map((shop) => `${variable}: there is no shop ${shop}; the shops are ${shops.join(', ')}`),
  );
}

function usedTwice(settings: Omit<ChannelSettings, 'templates'>): string[] {
  const accounts: readonly [string, readonly string[]][] = [
    ['WHATSAPP_ACCOUNTS', settings.whatsapp.map(({ id }) => id)],
    ['MESSENGER_ACCOUNTS', settings.messenger.map(({ id }) => id)],
    ['INSTAGRAM_ACCOUNTS', settings.instagram.map(({ id }) => id)],
    ['TELEGRAM_BOTS', settings.telegram.map(({ id }) => id)],
    ['AZURE_BOTS', settings.azure.map(({ appId }) => appId)],
  ];
  return accounts.flatMap(([variable, ids]) =>
    [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
      (id) => `${variable}: the account ${id} stands there twice; one account belongs to one shop`,
    ),
  );
}

function missingFor(config: Config, settings: ChannelSettings): string[] {
  const faults: string[] = [];
  const meta = [...settings.whatsapp, ...settings.messenger, ...settings.instagram];
  if (meta.length > 0 && config.META_VERIFY_TOKEN === undefined) {
    faults.push('META_VERIFY_TOKEN: is missing: choose a long random text and give it to Meta');
  }
  if (settings.azure.length > 0 && config.AZURE_TENANT_ID === undefined) {
    faults.push('AZURE_TENANT_ID: is missing: the directory (tenant) id of the bots of AZURE_BOTS');
  }
  return faults;
}
