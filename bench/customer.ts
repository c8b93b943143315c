import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import type { ChannelActivity } from '../src/channels/activity.ts';
import { type ClientConversation, startConversation } from '../test/support/directLine.ts';

/** Longer than any turn may take: then the bench has failed. */
const PATIENCE_MS = 30_000;

/** One customer with one conversation, one kept-alive connection and one socket, as a browser has them. */
export class Customer {
  readonly #conversation: ClientConversation;
  readonly #socket: WebSocket;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Whoever waits for a reply, or the messages whose reply came before the post was answered. */
  readonly #waiting = new Map<string, () => void>();
  readonly #early = new Set<string>();

  private constructor(conversation: ClientConversation, socket: WebSocket) {
    this.#conversation = conversation;
    this.#socket = socket;
    socket.on('message', (data) => this.#read(String(data)));
  }

  static async begin(url: string, shop: string): Promise<Customer> {
    const conversation = await startConversation(url, shop);
    const socket = new WebSocket(conversation.streamUrl, { perMessageDeflate: false });
    const customer = new Customer(conversation, socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return customer;
  }

  /** Posts a text and resolves when a reply to it is on the socket: it is stored then. */
  async ask(text: string): Promise<void> {
    const id = await this.#post(JSON.stringify({ type: 'message', text }));
    if (this.#early.delete(id)) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no reply to ${id}`)), PATIENCE_MS);
      this.#waiting.set(id, () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close();
    await closed;
  }

  #read(frame: string): void {
    if (frame === '') return;
    const { activities } = JSON.parse(frame) as { activities: ChannelActivity[] };
    for (const { replyToId } of activities) if (replyToId !== undefined) this.#replied(replyToId);
  }

  #replied(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting) waiting();
    else this.#early.add(id);
    this.#waiting.delete(id);
  }

  /** Plain node:http, because fetch would take the load generator as long as the turn takes the server. */
  #post(body: string): Promise<string> {
    const { url, conversationId, token } = this.#conversation;
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const address = `${url}/v3/directline/conversations/${conversationId}/activities`;
      const posted = request(address, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve((JSON.parse(text) as { id: string }).id);
          else reject(new Error(`posting gave ${response.statusCode}: ${text}`));
        });
      });
      posted.on('error', reject).end(body);
    });
  }
}
