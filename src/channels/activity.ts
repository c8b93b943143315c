/**
 * One message or event in Bot Framework's shape, as plain data. Only the fields that Sanad itself reads are named;
 * everything else of the protocol passes through untouched.
 */
export interface ChannelActivity {
  type: string;
  id?: string;
  timestamp?: string;
  channelId?: string;
  from?: Account;
  recipient?: Account;
  conversation?: { id: string };
  replyToId?: string;
  text?: string;
  /** `plain` or `markdown`; Web Chat takes a missing one for markdown. */
  textFormat?: string;
  locale?: string;
  name?: string;
  value?: unknown;
  attachments?: ChannelAttachment[];
  suggestedActions?: { to?: string[]; actions: CardAction[] };
  entities?: { type: string; [field: string]: unknown }[];
  channelData?: Record<string, unknown> & { sanad?: SanadData };
  [field: string]: unknown;
}

export interface Account {
  id: string;
  name?: string;
  role?: string;
}

export interface ChannelAttachment {
  contentType: string;
  contentUrl?: string;
  content?: unknown;
  name?: string;
  thumbnailUrl?: string;
}

/** A button: `imBack` is said by the customer, `postBack` is sent unseen, `openUrl` opens a page. */
export interface CardAction {
  type: string;
  title: string;
  value?: unknown;
  text?: string;
  displayText?: string;
}

/** What Sanad says about its own message, under `channelData.sanad`. */
export interface SanadData {
  /** `policy`: states a rule, and so must carry a citation. Other kinds state none. */
  kind?: string;
  citations?: Citation[];
  /**
   * On a customer's message: the phone that the channel itself vouches for (`whatsapp`: the sender's number), as
   * `+212…`. Set by channels only, never taken from what a customer's client sends; it counts as proof of an order.
   */
  verifiedPhone?: string;
  /** On a customer's message: the id of the button that was pressed. Set by channels only. */
  pick?: string;
  /** On a customer's message: files that the platform still holds, and where they will lie once fetched. */
  media?: MediaReference[];
  /** On a customer's message: `heard`, its text is what a voice note said; `unheard`, nobody could listen to it. */
  speech?: 'heard' | 'unheard';
  /** On a customer's message: when it was sent, by the platform's clock, in milliseconds since 1970. */
  sentAt?: number;
  /** On a customer's message: the platform's id of the message that it replies to. */
  repliesTo?: string;
  /** The words of that message, where the platform brings them along. */
  quoted?: string;
  /** On our side of the record: a person of the shop said it on the platform itself. */
  saidElsewhere?: boolean;
  /** On a customer's message: a kind that the channel cannot show to the bot, in the platform's word. */
  unreadable?: string;
  /** On an event of a hub that speaks for agents outside (`handoff.status`). Set by channels only. */
  hub?: boolean;
  /** Ids of the customer's messages that this message answers, oldest first. */
  answers?: string[];
  [field: string]: unknown;
}

/** A file on the platform, to be fetched with the account's token. */
export interface MediaReference {
  /** The platform's id or address of it. */
  readonly source: string;
  /** As the platform declares it; the content decides. */
  readonly contentType: string;
  readonly name?: string;
  /** The id under which it is stored here. */
  readonly file: string;
}

/** A clause, the words quoted from it as they stand, and the version of the policy they stand in. */
export interface Citation {
  clause: string;
  quote: string;
  policyVersion: string;
  [field: string]: unknown;
}
