export { MessengerChannel, type MessengerOptions } from './messengerChannel.ts';
export { MESSENGER_LIMITS } from './messengerMessage.ts';
