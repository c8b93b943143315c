import { openSay } from '../../dialogs/locales/openSay.ts';
import { startApplication } from '../../src/application.ts';
import { readChannelSettings } from '../../src/channels/channelSettings.ts';
import { openChannels } from '../../src/channels/openChannels.ts';
import { readConfig } from '../../src/config.ts';
import { countingBot } from './countingBot.ts';
import { azureCloud } from './platforms/azureCloud.ts';

/** The real server with a bot that counts and the channels of its environment, to be killed at any moment. */
const config = readConfig();
const settings = readChannelSettings(config, ['demo']);
const cloudUrl = process.env.AZURE_TEST_CLOUD;
const application = await startApplication({
  config,
  shops: [{ id: 'demo', name: 'Demo', origins: [] }],
  bot: countingBot(),
  openChannels: (grounds) =>
    openChannels(settings, config, openSay(), { ...grounds, ...(cloudUrl && { azure: azureCloud(cloudUrl) }) }),
  staticFolder: '/nonexistent',
});
process.stdout.write(`listening on ${application.port}\n`);
process.once('SIGTERM', () => application.stop().then(() => process.stdout.write('stopped\n')));
