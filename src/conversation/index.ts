export { type BurstOptions, isJoinable } from './burst.ts';
export { Conversations, type ConversationsOptions } from './conversations.ts';
export { echo } from './echo.ts';
export type { Accepted } from './inbox.ts';
export { UncitedPolicyError } from './outbox.ts';
export type { ConversationRecord, LogEntry, Progress, TurnRecord, TurnStatus } from './records.ts';
export { type OnStep, STEPS, type Step } from './steps.ts';
export type { Turn, TurnHandler } from './turn.ts';
export { TurnStorage } from './turnState.ts';
