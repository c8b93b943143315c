/**
 * What the console and the server say to each other under `/console/api/`. Types only: the server imports them too, so
 * that both sides are checked against one description. Times are ISO 8601, UTC.
 */

export type Role = 'agent' | 'supervisor';
export type PresenceState = 'present' | 'away';
/** Who speaks with the customer; `message_left`: nobody came in time, and the customer's words wait for an answer. */
export type HandoverState = 'bot' | 'waiting' | 'with_agent' | 'closed' | 'message_left';

/** Every list comes as a page; `next` is the `after` of the following one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | null;
}

/** The body of every refusal; `offers` only with the 401 of `GET session`. */
export interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
  readonly offers?: SignInOffers;
}

/** What the sign-in page can offer besides e-mail and password. */
export interface SignInOffers {
  /** The name on the button of the shop's own sign-in service. */
  readonly oidc?: string | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly shops: readonly string[];
}

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly color?: string;
}

/** `GET session`, `POST sign-in`, `POST first-account`. */
export interface Session {
  readonly account: Account;
  /** To be sent as `x-sanad-csrf` with everything that changes something. */
  readonly csrf: string;
  readonly shops: readonly Shop[];
  readonly settings: {
    readonly presence?: PresenceState;
    /** So many conversations at a time. */
    readonly capacity?: number;
    readonly maxTextLength?: number;
    readonly maxUploadBytes?: number;
  };
}

export interface Customer {
  readonly id?: string;
  /** What the customer or the platform calls them; anything, so text only. */
  readonly name?: string | null;
  readonly verifiedPhone?: string | null;
}

/** `GET queue` */
export interface Queue {
  readonly waiting: readonly QueueItem[];
  readonly mine: readonly ConversationItem[];
  /** Nobody came in time, or nobody was there: messages left, which wait for an answer. */
  readonly left?: readonly ConversationItem[];
}

export interface QueueItem {
  readonly conversation: string;
  readonly shop: string;
  readonly channel: string;
  readonly customer: Customer;
  readonly reason: string;
  /** Higher is more urgent. */
  readonly priority: number;
  readonly since: string;
  readonly position: number;
  /** The customer's newest words. */
  readonly preview?: string;
}

export interface ConversationItem {
  readonly conversation: string;
  readonly shop: string;
  readonly channel: string;
  readonly customer: Customer;
  readonly state: HandoverState;
  readonly agent?: AgentName | null;
  readonly lastAt: string;
  /** The customer's newest words. */
  readonly preview?: string;
  /** Who said the last thing. */
  readonly lastBy?: TranscriptEntry['by'];
  /** Messages of the customer that nobody has answered, and since when the first of them waits. */
  readonly unread?: number;
  readonly unansweredSince?: string;
}

export interface AgentName {
  readonly id: string;
  readonly name: string;
}

/** `GET conversations/:id` */
export interface ConversationDetail {
  readonly conversation: string;
  readonly shop: string;
  readonly channel: string;
  readonly handover: Handover;
  readonly customer: Customer;
  /** What the customer wants, worked out from what was said. */
  readonly summary?: string | null;
  /** Only when the customer proved that it is theirs. */
  readonly order?: ShownOrder | null;
  readonly decisions: readonly ShownDecision[];
  readonly complaints: readonly ComplaintItem[];
  /** The same customer's other conversations, newest first. */
  readonly others: readonly ConversationItem[];
  readonly limits: {
    /** After this the platform takes no free text any more (WhatsApp, Messenger: 24 hours). */
    readonly windowEndsAt?: string | null;
    /** How the agent's words still go after it: in the shop's approved template, or marked as a person's. */
    readonly after?: {
      readonly as: 'template' | 'tag';
      readonly endsAt?: string;
      readonly maxTextLength?: number;
    };
    readonly maxTextLength?: number;
  };
  readonly notes: readonly Note[];
}

export interface Handover {
  /** Grows each time that somebody else speaks. */
  readonly number: number;
  readonly state: HandoverState;
  readonly agent?: AgentName | null;
  readonly reason?: string | null;
  readonly priority?: number;
  readonly since?: string | null;
  readonly position?: number | null;
}

export interface Note {
  readonly id: string;
  readonly at: string;
  readonly by: AgentName;
  readonly text: string;
}

export interface ShownOrder {
  readonly number: string;
  readonly status?: string;
  readonly placedAt?: string | null;
  readonly shippedAt?: string | null;
  readonly promisedAt?: string | null;
  readonly deliveredAt?: string | null;
  readonly payment?: string | null;
  readonly currency?: string;
  readonly shippingFee?: number | null;
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly price?: number }[];
  readonly doubts?: readonly { readonly code: string; readonly field: string }[];
}

export interface ShownDecision {
  readonly id: string;
  readonly at: string;
  readonly decision: string;
  readonly basis: readonly string[];
  readonly citations?: readonly Citation[];
  readonly lastDay?: string | null;
  readonly costPayer?: string;
  readonly refundWithinDays?: number | null;
  readonly refundFrom?: string | null;
  readonly remedies?: readonly string[];
  readonly missing?: readonly string[];
  readonly explanation: string;
  readonly policyVersion: string;
  readonly rule?: string | null;
  readonly path: readonly {
    readonly check: string;
    readonly about: string;
    readonly result: string;
    readonly facts?: Readonly<Record<string, unknown>>;
    /** The clauses of the rule or time limit that the step is about. */
    readonly cited?: readonly Citation[];
  }[];
  /** The time limits that the path names: their clause, and whose deed must fall into them. */
  readonly windows?: Readonly<Record<string, Citation & { readonly act: string }>>;
}

export interface Citation {
  /** `<shop>#<number>` */
  readonly clause: string;
  readonly quote: string;
  readonly policyVersion?: string;
  readonly url?: string;
}

export interface Attachment {
  readonly name?: string;
  readonly contentType: string;
  readonly url: string;
  /** The channel does not show this kind: the customer got a link, or was told that it cannot be shown. */
  readonly sentAs?: 'link' | 'words';
  /** What a voice note says, where a transcription is set up. */
  readonly transcript?: string;
  /** The customer sent it, but it could not be fetched, was too large or none of the kinds that are kept. */
  readonly missing?: boolean;
}

/**
 * `GET conversations/:id/transcript`: in the order in which they were said. `next` leads to older ones (`before`), or
 * after `?after=` to later ones (`after`); null at the end.
 */
export interface TranscriptPage {
  readonly entries: readonly TranscriptEntry[];
  readonly next?: number | string | null;
}

export interface TranscriptEntry {
  readonly position: number;
  readonly id?: string;
  /** Of an agent's message: the id that the console gave it. */
  readonly messageId?: string;
  /** The id of the message that did not arrive and is sent again by this one. */
  readonly resendOf?: string;
  readonly direction: 'in' | 'out';
  readonly at: string;
  readonly by: 'customer' | 'bot' | 'agent' | 'system';
  readonly name?: string | null;
  readonly text?: string;
  /** The customer sent something that is not shown here, in the platform's word for its kind: `location`, `video/mp4`. */
  readonly unreadable?: string;
  /** The words that the customer replies to, on platforms where one can reply to a message. */
  readonly quotes?: string;
  readonly citations?: readonly Citation[];
  readonly attachments?: readonly Attachment[];
  /** Titles of the buttons shown with it. */
  readonly buttons?: readonly string[];
  readonly delivery?: { readonly state: string; readonly again?: boolean; readonly code?: string } | null;
  /** What happened, when this is no message: `handover` with a state, `feedback` with a rating. */
  readonly event?: {
    readonly name: string;
    readonly state?: string;
    readonly reason?: string;
    readonly rating?: string;
    readonly agent?: string;
  } | null;
}

/** `POST conversations/:id/messages`; sent twice with one id it is stored once. */
export interface Reply {
  readonly id: string;
  readonly text: string;
  readonly citations?: readonly { readonly clause: string; readonly quote: string }[];
  readonly attachments?: readonly Attachment[];
}

/** `GET conversations/:id/suggestions` */
export interface Suggestions {
  readonly clauses: readonly SuggestedClause[];
  readonly canned: readonly CannedReply[];
  /** Courtesies and the shop's own short replies, without a clause. */
  readonly quick: readonly QuickReply[];
}

export interface QuickReply {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** When it is not written in the agent's own language. */
  readonly language?: 'ar' | 'fr';
  /** Not in the language that the customer writes: offered only to who looks for it. */
  readonly further?: boolean;
}

export interface SuggestedClause {
  readonly clause: string;
  readonly quote: string;
  readonly title?: string;
  readonly answer?: string;
}

export interface CannedReply {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly citations?: readonly Citation[];
}

export type CaseKind = 'complaint' | 'access' | 'rectify' | 'delete' | 'object';

export interface ComplaintItem {
  readonly number: string;
  readonly kind: CaseKind;
  readonly shop: string;
  readonly state: string;
  readonly filedAt: string;
  readonly dueAt?: string | null;
  readonly agent?: AgentName | null;
  readonly conversation?: string;
  readonly preview?: string;
}

/** `GET complaints/:number` */
export interface ComplaintDetail extends ComplaintItem {
  readonly channel?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly evidence?: readonly Attachment[];
  readonly basis?: readonly string[];
  readonly history: readonly {
    readonly at: string;
    readonly what: string;
    readonly by?: AgentName | null;
    readonly text?: string;
  }[];
  /** How the shop was told (by e-mail, by webhook), and the customer of the answer (`customer_chat`, `customer_mail`). */
  readonly deliveries?: readonly {
    readonly to: string;
    readonly state: string;
    readonly at?: string;
    readonly attempts?: number;
    readonly error?: string;
  }[];
}

export interface UnansweredItem {
  readonly question: string;
  readonly at: string;
  readonly conversation: string;
  readonly shop: string;
  readonly times?: number;
}

/** `GET feedback?shop` */
export interface FeedbackCounts {
  readonly counts: readonly {
    readonly subject: 'answer' | 'handover';
    readonly rating: string;
    readonly count: number;
  }[];
}

export interface AgentItem extends AgentName {
  readonly email?: string;
  readonly role: Role;
  readonly shops: readonly string[];
  readonly presence: PresenceState;
  readonly load?: number;
  readonly capacity?: number;
  readonly disabled?: boolean;
}

export interface AuditItem {
  readonly id: string;
  readonly at: string;
  readonly by: AgentName;
  readonly action: string;
  readonly subject?: string;
}

/** What the stream and `GET events` tell; only `typing` has no number and may be missed. */
export type ConsoleEvent =
  | { readonly seq: number; readonly type: 'queue'; readonly shop?: string }
  | { readonly seq: number; readonly type: 'conversation'; readonly conversation: string; readonly position?: number }
  | { readonly seq: number; readonly type: 'handover'; readonly conversation: string; readonly state?: HandoverState }
  | { readonly seq: number; readonly type: 'presence'; readonly agent?: string; readonly state?: PresenceState }
  | { readonly seq: number; readonly type: 'complaint'; readonly number?: string }
  | { readonly seq?: number; readonly type: 'typing'; readonly conversation: string; readonly by?: string };

/** `GET events?after=`, and each frame of the stream. Without `after`: no events, only where the sequence stands. */
export interface EventBatch {
  readonly events?: readonly ConsoleEvent[];
  readonly seq?: number;
  /** Events were missed that nobody has any more: read everything anew. */
  readonly reset?: boolean;
}
