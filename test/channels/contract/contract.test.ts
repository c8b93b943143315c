import { channelContract } from './channelContract.ts';
import { startWhatsAppRun } from './whatsappRun.ts';

channelContract({ name: 'WhatsApp', start: startWhatsAppRun, signsBodies: true, fits: (text) => text.length <= 4096 });
