import { type ChannelSettings, inspectChannelSettings } from '../channels/channelSettings.ts';
import { WEBHOOKS } from '../channels/openChannels.ts';
import { telegramSecret } from '../channels/telegram/index.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { openKnowledge } from './knowledgeFolder.ts';

/**
 * `npm run channels -- check`: says for each channel and shop what is set, what is missing, and what the platform must
 * be told. It shows the texts that the operator has to enter there, and no token, secret or password.
 */
function main(command: string | undefined): number {
  if (command !== 'check') {
    process.stderr.write('use: npm run channels -- check\n');
    return 1;
  }
  const config = readConfig();
  const shops = openKnowledge().packs.map(({ shop }) => shop.id);
  const { settings, faults } = inspectChannelSettings(config, shops);
  process.stdout.write(`${report(config, shops, settings).join('\n')}\n`);
  for (const fault of faults) process.stdout.write(`MISSING OR WRONG  ${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}

function report(config: Config, shops: readonly string[], settings: ChannelSettings): string[] {
  const base = config.PUBLIC_URL ?? 'https://<PUBLIC_URL>';
  return [
    ...(config.PUBLIC_URL === undefined
      ? ['PUBLIC_URL is not set: platforms need an https address of this server', '']
      : []),
    ...shops.flatMap((shop) => [shop, ...channelsOf(shop, config, settings).map((line) => `  ${line}`), '']),
    ...tellMeta(config, settings, base),
    ...settings.telegram.map(
      (bot) =>
        `Telegram, ${bot.shop}: call setWebhook with url ${base}${WEBHOOKS.telegram}, secret_token ${telegramSecret(bot)}, allowed_updates ["message","callback_query"]`,
    ),
    ...(settings.azure.length > 0 ? [`Azure: the bots' messaging endpoint is ${base}${WEBHOOKS.azure}`] : []),
    `voice notes: ${config.TRANSCRIPTION_URL ? `written down by ${new URL(config.TRANSCRIPTION_URL).host}` : 'customers are asked to write, agents can listen (TRANSCRIPTION_URL is not set)'}`,
  ];
}

/** One line a channel: the shop's accounts on it, or how to set one. */
function channelsOf(shop: string, config: Config, settings: ChannelSettings): string[] {
  const { whatsapp, messenger, instagram, telegram, azure, templates } = settings;
  const ids = (accounts: readonly { shop: string; id: string }[]) =>
    accounts.filter((one) => one.shop === shop).map(({ id }) => id);
  const line = (name: string, found: readonly string[], variable: string, note = '') =>
    found.length > 0 ? `${name}: ${found.join(', ')}${note}` : `${name}: not set (${variable})`;
  const template = templates.get(shop);
  const later = template
    ? `; after 24 hours template ${template.name} (${template.language})`
    : '; after 24 hours nothing (WHATSAPP_TEMPLATES is not set)';
  const tenant = config.AZURE_TENANT_ID === undefined ? '' : `, tenant ${config.AZURE_TENANT_ID}`;
  return [
    line('WhatsApp', ids(whatsapp), 'WHATSAPP_ACCOUNTS', later),
    line('Messenger', ids(messenger), 'MESSENGER_ACCOUNTS'),
    line('Instagram', ids(instagram), 'INSTAGRAM_ACCOUNTS'),
    line('Telegram', ids(telegram), 'TELEGRAM_BOTS'),
    line(
      'Azure',
      azure
        .filter((bot) => bot.shop === shop)
        .map((bot) => `${bot.appId} (${bot.password === undefined ? 'managed identity' : 'password'})`),
      'AZURE_BOTS',
      tenant,
    ),
  ];
}

/** What each app's dashboard must be told, and to which fields it must subscribe. */
function tellMeta(config: Config, settings: ChannelSettings, base: string): string[] {
  const token = config.META_VERIFY_TOKEN ?? '<META_VERIFY_TOKEN>';
  const fields = {
    whatsapp: 'messages, smb_message_echoes',
    messenger:
      'messages, message_echoes, messaging_postbacks, message_deliveries, message_reads, messaging_handovers, standby',
    instagram: 'messages, messaging_postbacks, messaging_seen, messaging_handover, standby',
  } as const;
  return (['whatsapp', 'messenger', 'instagram'] as const).flatMap((name) => {
    const apps = [...new Set(settings[name].map(({ appId }) => appId || '<META_APPS>'))];
    return apps.map(
      (app) =>
        `Meta app ${app}, ${name}: callback URL ${base}${WEBHOOKS[name]}, verify token ${token}, fields ${fields[name]}`,
    );
  });
}

try {
  process.exitCode = main(process.argv[2]);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
