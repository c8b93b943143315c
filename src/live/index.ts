export { type ConsoleEvent, type NumberedEvent, shopsOf, type TypingNotice } from './consoleEvent.ts';
export { ConsoleEvents, type ConsoleEventsOptions, type EventReading } from './consoleEvents.ts';
export { ConversationFeed } from './conversationFeed.ts';
export { EventTail } from './eventTail.ts';
