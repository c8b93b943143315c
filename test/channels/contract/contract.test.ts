import { startAzureRun } from './azureRun.ts';
import { channelContract } from './channelContract.ts';
import { startMessengerRun } from './messengerRun.ts';
import { startTelegramRun } from './telegramRun.ts';
import { startWebRun } from './webRun.ts';
import { startWhatsAppRun } from './whatsappRun.ts';

channelContract({ name: 'WhatsApp', start: startWhatsAppRun, signsBodies: true, fits: (text) => text.length <= 4096 });
channelContract({
  name: 'Messenger',
  start: () => startMessengerRun('messenger'),
  signsBodies: true,
  fits: (text) => text.length < 2000,
});
channelContract({
  name: 'Instagram',
  start: () => startMessengerRun('instagram'),
  signsBodies: true,
  fits: (text) => Buffer.byteLength(text) <= 1000,
});
channelContract({ name: 'Telegram', start: startTelegramRun, signsBodies: false, fits: (text) => text.length <= 4096 });
channelContract({ name: 'Azure', start: startAzureRun, signsBodies: false, fits: (text) => text.length <= 8000 });
channelContract({ name: 'the web', start: startWebRun, signsBodies: false, fits: () => true });
