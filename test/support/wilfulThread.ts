/** A bot thread that does what the customer says: dies, dies once, falls silent, asks the server, or answers. */
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData, ToThread, TurnOrder } from '../../dialogs/thread/messages.ts';

const { cache } = workerData as ThreadData;
const tell = (message: FromThread) => parentPort?.postMessage(message);
const asked = new Map<number, TurnOrder>();

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'ping') tell({ kind: 'pong' });
  else if (message.kind === 'begin') begin();
  else if (message.kind === 'turn') obey(message);
  else {
    const order = asked.get(message.call) as TurnOrder;
    if (message.kind === 'refused') tell({ kind: 'failed', turn: order.turn, error: message.error });
    else {
      if (order.activity.text?.endsWith(' late')) busyFor(300);
      answer(order, JSON.stringify(message.value));
    }
  }
});

function begin(): void {
  if (cache.endsWith('slow')) busyFor(2500);
  tell({ kind: 'ready' });
}

function busyFor(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end; );
}

function obey(order: TurnOrder): void {
  const { text = '' } = order.activity;
  const [word, part, method] = text.split(' ');
  if (word === 'die') process.exit(1);
  if (word === 'once' && !existsSync(cache)) {
    writeFileSync(cache, '');
    throw new Error('the thread dies');
  }
  if (word === 'hang') for (;;);
  if (word === 'call') {
    asked.set(order.turn, order);
    tell({ kind: 'call', call: order.turn, part: part as 'orders', method: method ?? '', args: [{ shop: 'demo' }] });
  } else answer(order, `heard ${text}`);
}

function answer({ turn }: TurnOrder, text: string): void {
  tell({ kind: 'done', turn, outcome: { sent: [{ type: 'message', text }], changes: {}, deleted: [], records: [] } });
}
