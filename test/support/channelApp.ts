import { openSay } from '../../dialogs/locales/openSay.ts';
import type { ApplicationParts } from '../../src/application.ts';
import { readChannelSettings } from '../../src/channels/channelSettings.ts';
import { type ChannelGrounds, openChannels } from '../../src/channels/openChannels.ts';
import { readConfig } from '../../src/config.ts';
import { contractBot } from './contractBot.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './testApp.ts';

export interface ChannelAppOptions extends Omit<TestAppOptions, 'env' | 'bot'> {
  readonly bot?: ApplicationParts['bot'];
  readonly azure?: ChannelGrounds['azure'];
}

/** The real server with the channels of an environment, and a bot for contracts unless another is given. */
export function startChannelApp(
  env: Record<string, string>,
  { bot = contractBot, azure, ...options }: ChannelAppOptions = {},
): Promise<TestApp> {
  const config = readConfig(env);
  const settings = readChannelSettings(config, ['demo', 'other', 'xiaomi-ma', 'village-ma']);
  return startTestApp({
    env,
    bot,
    openChannels: (grounds) => openChannels(settings, config, openSay(), { ...grounds, ...(azure && { azure }) }),
    ...options,
  });
}
