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
  /** Ids of the customer's messages that this message answers, oldest first. */
  answers?: string[];
  [field: string]: unknown;
}

/** A clause, the words quoted from it as they stand, and the version of the policy they stand in. */
export interface Citation {
  clause: string;
  quote: string;
  policyVersion: string;
  [field: string]: unknown;
}
