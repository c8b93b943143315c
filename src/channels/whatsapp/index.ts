export { WhatsAppChannel, type WhatsAppOptions } from './whatsappChannel.ts';
export { WHATSAPP_LIMITS } from './whatsappMessage.ts';
