export {
  type AgentHours,
  type AgentSettings,
  agentHours,
  DEFAULT_AGENT_SETTINGS,
  type HoursSpan,
  WEEKDAYS,
} from './agentHours.ts';
export type { DeskNews, Seated } from './desk.ts';
export { type FeedbackCount, FeedbackCounts, type FeedbackRecord } from './feedbackCounts.ts';
export { forgetHandover } from './forgetHandover.ts';
export { HANDOFF_INITIATE, HANDOFF_STATUS, reportedState } from './handoffEvents.ts';
export {
  type AgentName,
  HANDOVER_REASONS,
  HANDOVER_STATES,
  type Handover,
  type HandoverReason,
  type HandoverState,
  isUnderWay,
  PRIORITY_OF,
  placeOf,
} from './handover.ts';
export {
  type AgentOutcome,
  Handovers,
  type HandoversOptions,
  type Load,
  type Outlook,
  type Plan,
  type QueueEntry,
  type RefusalCode,
  type ShopDesk,
  type TakeOptions,
} from './handovers.ts';
export type { Loaded } from './routing.ts';
export { shopDesks } from './shopDesks.ts';
export { calledOff, HUB, reported } from './turnChanges.ts';
