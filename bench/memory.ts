import { fileURLToPath } from 'node:url';
import { startChild } from '../test/support/child.ts';
import { STORES, type Store } from '../test/support/stores.ts';
import { figure, heading, megabytes } from './figures.ts';
import { startLoad } from './groundedQuestions.ts';
import type { LoadOrder } from './load.ts';
import { startProcess, type Usage } from './process.ts';

const FILL = fileURLToPath(new URL('../test/support/fillConversations.ts', import.meta.url));
const WARM_SOCKETS = 200;
const SOCKETS = 1000;

/** Resident memory that a warm process takes on top, after garbage collection. */
export async function benchMemory(): Promise<void> {
  heading('Memory: resident memory (RSS) added to a warm process, after garbage collection');
  for (const { name, create } of STORES) {
    figure(`10,000 stored conversations of one answered message each, ${name}`, await within(create, stored));
    figure(`1,000 open WebSockets, each with one grounded turn behind it, ${name}`, await within(create, sockets));
  }
}

async function within(create: () => Promise<Store>, measure: (url: string) => Promise<string>): Promise<string> {
  const store = await create();
  try {
    return await measure(store.url);
  } finally {
    await store.remove();
  }
}

async function stored(url: string): Promise<string> {
  const child = startChild('--expose-gc', [FILL, url]);
  const [, added] = await child.saw(/added (-?[\d.]+) MB/);
  await child.ended();
  return `${added} MB`;
}

async function sockets(url: string): Promise<string> {
  const server = await startProcess('./turnServer.ts', ['grounded', url], ['--expose-gc']);
  const load = await startLoad();
  const settled = () => server.ask<Usage & { url: string }>({ settled: true });
  const order = (one: LoadOrder) => load.ask<number>(one);
  const { url: address } = await settled();
  await order({ kind: 'open', url: address, connections: WARM_SOCKETS });
  await order({ kind: 'close' });
  const before = await settled();
  await order({ kind: 'open', url: address, connections: SOCKETS });
  const after = await settled();
  await load.stop();
  await server.stop();
  return megabytes(after.rssBytes - before.rssBytes);
}
