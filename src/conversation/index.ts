export { readBotState } from './botState.ts';
export { type BurstOptions, isJoinable } from './burst.ts';
export type { ConversationPage, ListedConversation, PageOptions } from './conversationIndex.ts';
export { ConversationIndex } from './conversationIndex.ts';
export { type AnswerWindow, Conversations, type ConversationsOptions } from './conversations.ts';
export type { DeliveryState } from './deliveryState.ts';
export { echo } from './echo.ts';
export { forgetConversation } from './forgetConversation.ts';
export type { Accepted } from './inbox.ts';
export { UncitedPolicyError, type Voice } from './outbox.ts';
export {
  type HandoverChange,
  HandoverMovedError,
  type Posted,
  type PostOptions,
  UnknownConversationError,
} from './posts.ts';
export type { ConversationRecord, HandoverDocument, LogEntry, Progress, TurnRecord, TurnStatus } from './records.ts';
export { logEntry, partitionOf } from './records.ts';
export { forgetNames } from './resolveName.ts';
export { type OnStep, STEPS, type Step } from './steps.ts';
export type { TranscriptEntry } from './transcript.ts';
export type { Turn, TurnHandler } from './turn.ts';
export { Replies, TurnAdapter } from './turnAdapter.ts';
export { conversationRecords, dropMark, type RecordMark, readRecords, recordMarks } from './turnRecords.ts';
export type { KeptByTurn } from './turnRunner.ts';
export { type StateOfTurn, TurnStorage } from './turnState.ts';
