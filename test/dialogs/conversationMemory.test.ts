/** State is read once a turn, written when it has changed, and only then. */
import { MemoryStorage, type StoreItems, TestAdapter, TurnContext } from 'botbuilder';
import { beforeEach, describe, expect, it } from 'vitest';
import { ConversationMemory } from '../../dialogs/conversationMemory.ts';

/** A store that counts. */
class CountedStorage extends MemoryStorage {
  reads = 0;
  writes = 0;

  override read(keys: string[]): Promise<StoreItems> {
    this.reads += 1;
    return super.read(keys);
  }

  override write(changes: StoreItems): Promise<void> {
    this.writes += 1;
    return super.write(changes);
  }
}

let storage: CountedStorage;
beforeEach(() => {
  storage = new CountedStorage();
});

/** Each call is a turn of one conversation. */
async function turn(work: (memory: ConversationMemory, context: TurnContext) => Promise<void>): Promise<void> {
  const memory = new ConversationMemory(storage);
  const context = new TurnContext(new TestAdapter(), {
    type: 'message',
    channelId: 'web',
    conversation: { id: 'c1', isGroup: false, conversationType: '', name: '' },
  });
  await work(memory, context);
  await memory.saveChanges(context);
}

describe('conversation memory', () => {
  it('keeps what a turn sets for the next', async () => {
    await turn((memory, context) => memory.createProperty('history').set(context, ['one']));
    await turn(async (memory, context) => {
      expect(await memory.createProperty('history').get(context)).toEqual(['one']);
    });
  });

  it('reads once a turn and writes nothing when nothing has changed', async () => {
    await turn((memory, context) => memory.createProperty('history').set(context, ['one']));
    await turn(async (memory, context) => {
      await memory.createProperty('history').get(context);
      await memory.createProperty('dialogs').get(context);
    });
    expect([storage.reads, storage.writes]).toEqual([2, 1]);
  });

  it('writes what was changed deep inside, and not a second time', async () => {
    await turn((memory, context) => memory.createProperty('dialogs').set(context, { stack: [{ at: 1 }] }));
    await turn(async (memory, context) => {
      const dialogs = await memory.createProperty<{ stack: { at: number }[] }>('dialogs').get(context);
      dialogs!.stack[0]!.at = 2;
      await memory.saveChanges(context);
    });
    expect(storage.writes).toBe(2);
    await turn(async (memory, context) => {
      expect(await memory.createProperty('dialogs').get(context)).toEqual({ stack: [{ at: 2 }] });
    });
  });

  it('keeps a copy of the default of what was never set, and forgets a property that is deleted', async () => {
    const fallback: string[] = [];
    await turn(async (memory, context) => {
      const history = memory.createProperty<string[]>('history');
      (await history.get(context, fallback)).push('one');
      await memory.createProperty('offer').set(context, 'two');
    });
    expect(fallback).toEqual([]);
    await turn(async (memory, context) => {
      expect(await memory.createProperty('history').get(context, fallback)).toEqual(['one']);
      await memory.createProperty('offer').delete(context);
    });
    await turn(async (memory, context) => {
      expect(await memory.createProperty('offer').get(context)).toBeUndefined();
    });
  });

  it('forgets what is cleared or deleted', async () => {
    const history = (memory: ConversationMemory, context: TurnContext) => memory.createProperty('history').get(context);
    await turn((memory, context) => memory.createProperty('history').set(context, ['one']));
    await turn(async (memory, context) => {
      await memory.load(context);
      await memory.clear(context);
      expect(await history(memory, context)).toBeUndefined();
    });
    await turn(async (memory, context) => expect(await history(memory, context)).toBeUndefined());
    await turn((memory, context) => memory.createProperty('history').set(context, ['two']));
    await turn((memory, context) => memory.delete(context));
    await turn(async (memory, context) => expect(await history(memory, context)).toBeUndefined());
  });
});
