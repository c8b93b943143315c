import type { Driver } from '../storage/index.ts';
import { Desk } from './desk.ts';
import { FeedbackCounts } from './feedbackCounts.ts';

/** Takes a conversation that was deleted off the desk, and out of what is kept about its ratings. */
export async function forgetHandover(driver: Driver, conversation: string): Promise<void> {
  await new Desk(driver).erase(conversation);
  await FeedbackCounts.forget(driver, conversation);
}
