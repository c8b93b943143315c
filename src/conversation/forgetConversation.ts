import type { Driver } from '../storage/index.ts';
import { ConversationIndex } from './conversationIndex.ts';
import type { ConversationRecord } from './records.ts';
import { dropMarks } from './turnRecords.ts';
import { WorkList } from './workList.ts';

/** Takes a conversation that was deleted out of every list that names it. */
export async function forgetConversation(driver: Driver, record: ConversationRecord): Promise<void> {
  await new ConversationIndex(driver).remove(record);
  await WorkList.forget(driver, record.id);
  await dropMarks(driver, record.id);
}
