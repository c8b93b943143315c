export { TelegramChannel, type TelegramOptions, telegramSecret } from './telegramChannel.ts';
export { TELEGRAM_LIMITS } from './telegramMessage.ts';
