import { safeHref } from '../text/segments.ts';

/** One message of the conversation as the widget shows it. */
export interface Message {
  /** The server's id. */
  readonly id: string;
  /** The id that a customer's message carried when it was sent. */
  readonly clientId?: string;
  /** Place in the conversation. */
  readonly order: number;
  readonly from: 'customer' | 'bot' | 'agent';
  /** From here on a person is there: said by an agent, or that an agent has come. */
  readonly withPerson: boolean;
  readonly name?: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly citations: readonly Citation[];
  readonly actions: readonly Action[];
  readonly files: readonly { readonly name: string; readonly href: string }[];
  /** Ids of the customer's messages that this one answers. */
  readonly answers: readonly string[];
}

export interface Citation {
  /** The clause's number, such as `8.1`. */
  readonly number: string;
  readonly quote: string;
  readonly policyVersion: string;
  readonly href: string | undefined;
}

/** A button of the bot: something to say, or a page or number to open. */
export interface Action {
  readonly type: 'imBack' | 'postBack' | 'messageBack' | 'openUrl' | 'call';
  readonly title: string;
  readonly value: unknown;
  readonly text?: string;
  readonly displayText?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads an activity of the server; nothing when it is no message to show. Whatever is malformed is left out. */
export function readMessage(activity: Fields): Message | undefined {
  const { id, type, channelData } = activity;
  if (type !== 'message' || typeof id !== 'string') return undefined;
  const data = fields(channelData);
  const sanad = fields(data.sanad);
  const from = fields(activity.from);
  const clientId = data.clientActivityID;
  const text = sanad.text ?? shownText(activity, data);
  return {
    id,
    ...(typeof clientId === 'string' && { clientId }),
    order: Number(data['webchat:sequence-id'] ?? Number.MAX_SAFE_INTEGER),
    from: from.role === 'user' ? 'customer' : sanad.kind === 'agent' ? 'agent' : 'bot',
    withPerson: sanad.kind === 'agent' || sanad.event === 'joined',
    ...(typeof from.name === 'string' && { name: from.name }),
    text: typeof text === 'string' ? text : '',
    at: Date.parse(String(activity.timestamp)) || Date.now(),
    citations: list(sanad.citations).flatMap(readCitation),
    actions: list(fields(activity.suggestedActions).actions).flatMap(readAction),
    files: list(activity.attachments).flatMap(readFile),
    answers: list(sanad.answers).filter((one) => typeof one === 'string'),
  };
}

/** A pressed button shows its title, not the value that the bot gets. */
function shownText(activity: Fields, data: Fields): unknown {
  const title = data.buttonTitle;
  return typeof title === 'string' ? title : activity.text;
}

function readCitation(value: unknown): Citation[] {
  const { clause, quote, policyVersion, url } = fields(value);
  if (typeof clause !== 'string' || typeof quote !== 'string') return [];
  const number = clause.split('#')[1] ?? clause;
  return [{ number, quote, policyVersion: String(policyVersion ?? ''), href: safeHref(url) }];
}

const ACTION_TYPES = new Set(['imBack', 'postBack', 'messageBack', 'openUrl', 'call']);

function readAction(value: unknown): Action[] {
  const { type, title, value: content, text, displayText } = fields(value);
  if (typeof type !== 'string' || !ACTION_TYPES.has(type) || typeof title !== 'string' || title === '') return [];
  const action = { type: type as Action['type'], title, value: content };
  return [
    {
      ...action,
      ...(typeof text === 'string' && { text }),
      ...(typeof displayText === 'string' && { displayText }),
    },
  ];
}

function readFile(value: unknown): { name: string; href: string }[] {
  const { contentUrl, name, contentType } = fields(value);
  const href = safeHref(contentUrl);
  return href === undefined ? [] : [{ name: String(name ?? contentType ?? href), href }];
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
