import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { type ClientConversation, startConversation } from '../test/support/directLine.ts';

/** Longer than any turn may take: then the bench has failed. */
const PATIENCE_MS = 30_000;

/** One customer with one conversation, one kept-alive connection and one socket, as a browser has them. */
export class Customer {
  readonly #conversation: ClientConversation;
  readonly #socket: WebSocket;
  readonly #connection: Socket;
  /** Whoever waits for a reply, or the messages whose reply came before the post was answered. */
  readonly #waiting = new Map<string, () => void>();
  readonly #early = new Set<string>();

  #answered: ((answer: Answer) => void) | undefined;

  private constructor(conversation: ClientConversation, socket: WebSocket) {
    this.#conversation = conversation;
    this.#socket = socket;
    this.#connection = this.#connect();
    // A frame is as many characters as it has bytes: decoding it would cost more than looking for what is plain ASCII.
    socket.on('message', (data) => this.#read((data as Buffer).toString('latin1')));
  }

  static async begin(url: string, shop: string): Promise<Customer> {
    const conversation = await startConversation(url, shop);
    const socket = new WebSocket(conversation.streamUrl, { perMessageDeflate: false, skipUTF8Validation: true });
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
    this.#connection.destroy();
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close();
    await closed;
  }

  /** Only what the reply answers matters: parsing the whole would cost as much as much of the turn. */
  #read(frame: string): void {
    for (const [, id = ''] of frame.matchAll(/"replyToId":"([^"]+)"/g)) this.#replied(id);
  }

  #replied(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting) waiting();
    else this.#early.add(id);
    this.#waiting.delete(id);
  }

  async #post(body: string): Promise<string> {
    const { url, conversationId, token } = this.#conversation;
    const answer = new Promise<Answer>((resolve) => {
      this.#answered = resolve;
    });
    this.#connection.write(
      `POST /v3/directline/conversations/${conversationId}/activities HTTP/1.1\r\nhost: ${new URL(url).host}\r\n` +
        `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const { status, text } = await answer;
    if (status !== '200') throw new Error(`posting gave ${status}: ${text}`);
    return (JSON.parse(text) as { id: string }).id;
  }

  /** HTTP by hand, because any client for it would take the load generator as long as the turn takes the server. */
  #connect(): Socket {
    const { hostname, port } = new URL(this.#conversation.url);
    const connection = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = '';
    connection.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      const answer = readAnswer(received);
      if (!answer) return;
      received = '';
      this.#answered?.(answer);
    });
    connection.on('error', (error) => this.#answered?.({ status: error.message, text: '' }));
    connection.on('close', () => this.#answered?.({ status: 'a closed connection', text: '' }));
    return connection;
  }
}

interface Answer {
  readonly status: string;
  readonly text: string;
}

/** The answer to a post, once all of it is there: an object, in one chunk or of a length that is told. */
function readAnswer(received: string): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
  const body = received.slice(end + 4);
  const isWhole = length === undefined ? body.endsWith('\r\n0\r\n\r\n') : body.length >= Number(length);
  if (!isWhole) return undefined;
  return { status: received.slice(9, 12), text: body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1) };
}
