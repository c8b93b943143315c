import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import type * as wire from '../../src/console/api/wire.ts';
import type { AgentClient } from '../support/consoleDesk.ts';
import { persistent } from '../support/directLine.ts';

const PRESENCE_MS = 2000;

/**
 * An agent at the console: learns from its live stream alone that there is something to do, reads and answers over the
 * API, and ends a conversation after "done". The stream is cut every one to four seconds and goes on where it stood; an
 * answer of the server that was lost is asked for again under the same id.
 */
export class ConsoleAgent {
  readonly #client: AgentClient;
  readonly #dice: () => number;
  readonly #done = new Set<string>();
  #after: number | undefined;
  #news = true;
  /** How often the stream was cut or ended, and events that came twice or out of order. */
  cuts = 0;
  misordered = 0;

  constructor(client: AgentClient, dice: () => number) {
    this.#client = client;
    this.#dice = dice;
  }

  async work(stopped: { done: boolean }): Promise<void> {
    await Promise.all([this.#bePresent(stopped), this.#listen(stopped), this.#serveAll(stopped)]);
  }

  async #bePresent(stopped: { done: boolean }): Promise<void> {
    while (!stopped.done) {
      await persistent(() => this.#client.post('/presence', { state: 'present' }));
      await pause(PRESENCE_MS);
    }
  }

  async #listen(stopped: { done: boolean }): Promise<void> {
    while (!stopped.done) {
      await this.#oneSocket(stopped);
      this.cuts += 1;
      await pause(100);
    }
  }

  /** One connection from its opening to its cut. What was missed before it is read once when it opens. */
  #oneSocket(stopped: { done: boolean }): Promise<void> {
    const { url, headers } = this.#client;
    const after = this.#after === undefined ? '' : `?after=${this.#after}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/console/api/stream${after}`, { headers });
    const cut = setTimeout(() => socket.terminate(), stopped.done ? 0 : 1000 + this.#dice() * 3000);
    socket.on('open', () => {
      this.#news = true;
    });
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as wire.EventBatch));
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.on('close', () => {
        clearTimeout(cut);
        resolve();
      });
    });
  }

  #take({ events = [], seq, reset }: wire.EventBatch): void {
    for (const event of events) {
      if (event.seq === undefined || reset) continue;
      if (this.#after !== undefined && event.seq <= this.#after) this.misordered += 1;
      this.#after = event.seq;
    }
    if (seq !== undefined) this.#after = seq;
    this.#news = true;
  }

  async #serveAll(stopped: { done: boolean }): Promise<void> {
    while (!stopped.done) {
      if (!this.#news) await pause(20);
      else {
        this.#news = false;
        const { mine } = await this.#read<wire.Queue>('/queue');
        for (const { conversation } of mine) await this.#serve(conversation);
      }
    }
  }

  async #serve(conversation: string): Promise<void> {
    const path = `/conversations/${conversation}`;
    const { entries } = await this.#read<wire.TranscriptPage>(`${path}/transcript`);
    const said = entries.filter(({ by }) => by === 'customer').map(({ text = '' }) => text);
    for (const text of said.filter((one) => /^c\d/u.test(one))) {
      if (!(await this.#answer(path, text))) return;
    }
    if (said.includes('done')) await persistent(() => this.#client.post(`${path}/close`));
  }

  /** False when the conversation is no longer this agent's. */
  async #answer(path: string, text: string): Promise<boolean> {
    if (this.#done.has(text)) return true;
    const body = { id: `re-${text.replace(' ', '-')}`, text: `re ${text}` };
    const send = () => persistent(() => this.#client.post(`${path}/messages`, body));
    const { status } = await send();
    if (status === 200 && this.#dice() < 0.2) await send();
    if (status === 200) this.#done.add(text);
    return status === 200;
  }

  async #read<Answer>(path: string): Promise<Answer> {
    const response = await persistent(() => this.#client.get(path));
    if (response.status !== 200) throw new Error(`${path} gave ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
