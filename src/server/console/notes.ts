import type * as wire from '../../console/api/wire.ts';
import type { Driver } from '../../storage/index.ts';

const LIST = 'notes';
const MOST_SHOWN = 100;

/** Notes that customers never see; they lie with the conversation and go with it. */
export async function readNotes(driver: Driver, conversation: string): Promise<wire.Note[]> {
  const entries = await driver.range(`c:${conversation}`, LIST, { limit: MOST_SHOWN, newestFirst: true });
  return entries.map(({ value }) => value as wire.Note).reverse();
}

/** Keeps a note once by the id that the console gave it. */
export async function writeNote(driver: Driver, conversation: string, note: wire.Note): Promise<void> {
  await driver.commit({
    partition: `c:${conversation}`,
    puts: [{ key: `claim:note:${note.id}`, value: { id: note.id }, expect: 0 }],
    appends: [{ list: LIST, value: note }],
  });
}
