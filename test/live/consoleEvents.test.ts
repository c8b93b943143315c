import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleEvent, ConsoleEvents, EventTail } from '../../src/live/index.ts';
import { createLog } from '../../src/log.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { STORES, type Store } from '../support/stores.ts';

const log = createLog('silent');
const grown = (conversation: string, position?: number): ConsoleEvent => ({
  type: 'conversation',
  shop: 'xiaomi-ma',
  conversation,
  ...(position !== undefined && { position }),
});

describe.each(STORES)('console events on $name', ({ create }) => {
  let store: Store;
  const opened: Driver[] = [];
  let round = 0;
  const open = async () => {
    const driver = await openDriver(store.url, `events-${round}`);
    opened.push(driver);
    return driver;
  };

  beforeAll(async () => {
    store = await create();
  });
  afterAll(async () => {
    for (const driver of opened) await driver.close();
    await store.remove();
  });
  beforeEach(() => {
    round += 1;
  });

  it('come to everybody in one order, from two processes at once, none lost and none twice', async () => {
    const processes = [
      new ConsoleEvents({ driver: await open(), log }),
      new ConsoleEvents({ driver: await open(), log }),
    ];
    for (let i = 0; i < 200; i++) processes[i % 2]!.add(grown(`c${i}`));
    await Promise.all(processes.map((events) => events.flush()));
    const readers = await Promise.all(
      processes.map(async (events) => {
        const seen: string[] = [];
        for (let after = 0; ; ) {
          const reading = await events.read(after, 7);
          if (reading.status !== 'read' || reading.events.length === 0) return seen;
          for (const event of reading.events) if (event.type === 'conversation') seen.push(event.conversation);
          after = reading.seq;
        }
      }),
    );
    expect(readers[0]).toEqual(readers[1]);
    expect([...readers[0]!].sort()).toEqual(Array.from({ length: 200 }, (_, i) => `c${i}`).sort());
    for (const events of processes) await events.stop();
  });

  it('that say the same are stored once, with the furthest position', async () => {
    const events = new ConsoleEvents({ driver: await open(), log });
    for (const position of [3, 9, 5]) events.add(grown('c', position));
    events.add({ type: 'queue', shop: 'xiaomi-ma' });
    await events.stop();
    expect(await events.read(0, 10)).toMatchObject({
      status: 'read',
      events: [
        { type: 'conversation', position: 9, seq: 1 },
        { type: 'queue', seq: 2 },
      ],
    });
  });

  it('that are too old lead to a fresh start, and so does a number of another store', async () => {
    const events = new ConsoleEvents({ driver: await open(), log, kept: 500 });
    for (let i = 0; i < 1100; i++) {
      events.add(grown(`c${i}`));
      if (i % 100 === 99) await events.flush();
    }
    await events.stop();
    expect(await events.read(3, 10)).toEqual({ status: 'reset', seq: 1100 });
    expect(await events.read(5000, 10)).toEqual({ status: 'reset', seq: 1100 });
    expect(await events.read(1099, 10)).toMatchObject({ status: 'read', seq: 1100 });
    expect(await events.read(1100, 10)).toEqual({ status: 'read', events: [], seq: 1100 });
    const tail = new EventTail(events, log);
    expect(await tail.read(3)).toEqual({ status: 'reset', seq: 1100 });
    expect((await tail.read(700)).status).toBe('read');
  });

  it('wait for a store that is away, and come when it is back', async () => {
    const driver = await open();
    let away = true;
    const shaky: Driver = Object.create(driver, {
      commit: {
        value: (batch: Parameters<Driver['commit']>[0]) =>
          away ? Promise.reject(new Error('away')) : driver.commit(batch),
      },
    });
    const events = new ConsoleEvents({ driver: shaky, log });
    events.add(grown('early', 1));
    await events.flush();
    events.add(grown('late', 1));
    away = false;
    await events.stop();
    const reading = await new ConsoleEvents({ driver, log }).read(0, 10);
    expect(reading).toMatchObject({ events: [{ conversation: 'early' }, { conversation: 'late' }] });
  });
});
