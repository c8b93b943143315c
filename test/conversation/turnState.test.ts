import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TurnState, TurnStorage } from '../../src/conversation/turnState.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';

describe("botbuilder's state inside a turn", () => {
  let folder = '';
  let driver: Driver;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sanad-state-'));
    driver = await openDriver(`sqlite:${join(folder, 'sanad.db')}`);
  });
  afterEach(async () => {
    await driver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const storage = new TurnStorage();
  const turn = <T>(work: () => Promise<T>, state = new TurnState(driver, 'p')) => storage.within(state, work);
  const commit = async (state: TurnState) => driver.commit({ partition: 'p', ...state.seal() });

  it('reads what it wrote, and stores it only when the turn commits', async () => {
    const state = new TurnState(driver, 'p');
    await turn(() => storage.write({ key: { count: 1, eTag: '*' } }), state);
    expect(await turn(() => storage.read(['key', 'other']), state)).toEqual({ key: { count: 1, eTag: '0' } });
    expect(await driver.get('p', 'bot:key')).toBeUndefined();
    expect((await commit(state)).status).toBe('committed');
    expect((await driver.get('p', 'bot:key'))?.value).toEqual({ count: 1 });
  });

  it('does not notice changes to an object after it was written', async () => {
    const state = new TurnState(driver, 'p');
    const item = { count: 1 };
    await turn(() => storage.write({ key: item }), state);
    item.count = 2;
    await commit(state);
    expect((await driver.get('p', 'bot:key'))?.value).toEqual({ count: 1 });
  });

  it('refuses the commit of a turn whose state another turn has changed, though botbuilder writes eTag "*"', async () => {
    const [one, other] = [new TurnState(driver, 'p'), new TurnState(driver, 'p')];
    for (const state of [one, other]) {
      await turn(async () => {
        const { key } = await storage.read(['key']);
        await storage.write({ key: { count: (key?.count ?? 0) + 1, eTag: '*' } });
      }, state);
    }
    expect((await commit(one)).status).toBe('committed');
    expect((await commit(other)).status).toBe('conflict');
  });

  it('holds a writer to the version that it names', async () => {
    const first = new TurnState(driver, 'p');
    await turn(() => storage.write({ key: { count: 1 } }), first);
    await commit(first);
    const state = new TurnState(driver, 'p');
    await expect(turn(() => storage.write({ key: { count: 2, eTag: '99' } }), state)).rejects.toThrow('eTag conflict');
    const { key } = await turn(() => storage.read(['key']), state);
    await turn(() => storage.write({ key: { ...key, count: 2 } }), state);
    expect((await commit(state)).status).toBe('committed');
  });

  it('deletes with the turn', async () => {
    const first = new TurnState(driver, 'p');
    await turn(() => storage.write({ key: { count: 1 } }), first);
    await commit(first);
    const state = new TurnState(driver, 'p');
    await turn(() => storage.delete(['key', 'never there']), state);
    expect(await turn(() => storage.read(['key']), state)).toEqual({});
    await commit(state);
    expect(await driver.get('p', 'bot:key')).toBeUndefined();
  });

  it('refuses to be used outside a turn, or after its end', async () => {
    expect(() => storage.read(['key'])).toThrow('inside a turn only');
    const state = new TurnState(driver, 'p');
    state.seal();
    await expect(turn(() => storage.write({ key: {} }), state)).rejects.toThrow('has ended');
  });
});
