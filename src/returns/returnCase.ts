/** The words in which a return case is told: the same names in JSON lines, in rules and in `missing`. */

export const reasons = [
  'change_of_mind',
  'defective',
  'not_as_described',
  'wrong_item',
  'damaged_in_transit',
  'missing_item',
  'late_delivery',
  'unavailable',
  'cancel_before_confirmation',
  'price_error',
] as const;

export const categories = [
  'electronics',
  'accessory',
  'food',
  'cosmetics',
  'craft',
  'custom_made',
  'perishable',
  'software',
  'audio_video',
  'press',
  'service',
  'market_priced',
  'other',
] as const;

export const statuses = ['placed', 'confirmed', 'shipped', 'delivered', 'unavailable', 'cancelled'] as const;

/** Times of the order record, in the order in which they happen. */
export const orderTimes = ['placedAt', 'confirmedAt', 'paidAt', 'shippedAt', 'promisedAt', 'deliveredAt'] as const;

/** Times that the customer tells. */
export const answerTimes = ['noticeAt', 'goodsSentBackAt', 'discoveredAt', 'carrierNotifiedAt'] as const;

/** Yes-or-no facts that the customer tells. */
export const answerFlags = [
  'opened',
  'sealed',
  'used',
  'originalPackaging',
  'giftsReturned',
  'noticeGiven',
  'writtenConfirmationMissing',
  'defectHidden',
  'misuse',
  'liquidDamage',
  'selfRepaired',
  'repairFailed',
  'inspectionPrevented',
  'stolenOrLost',
  'artisanalVariation',
  'reservesOnDeliveryNote',
  'carrierNotified',
  'listedOnDeliveryNote',
  'professionalPurchase',
  'forResale',
  'soldByThirdParty',
  'serviceStarted',
  'serviceStartConsent',
  'wrongAddressGiven',
  'sellerCancelled',
  'priceErrorAdmitted',
] as const;

/** Facts that the customer tells by choosing one of some words. */
export const answerChoices = {
  missingWhat: ['part', 'product'],
  priceDirection: ['too_low', 'too_high'],
} as const;

export type Reason = (typeof reasons)[number];
export type OrderTime = (typeof orderTimes)[number];

/** Pairs of times that only happen in this order. A payment may come at any time after the order. */
export const orderSequence: readonly (readonly [OrderTime, OrderTime])[] = [
  ['placedAt', 'confirmedAt'],
  ['placedAt', 'paidAt'],
  ['placedAt', 'shippedAt'],
  ['placedAt', 'promisedAt'],
  ['placedAt', 'deliveredAt'],
  ['confirmedAt', 'shippedAt'],
  ['confirmedAt', 'deliveredAt'],
  ['shippedAt', 'deliveredAt'],
];
export type AnswerTime = (typeof answerTimes)[number];
export type AnswerFlag = (typeof answerFlags)[number];
export type AnswerChoice = keyof typeof answerChoices;

/** A fact that can be asked for: what `missing` names. */
export type FactName = OrderTime | 'status' | 'category' | AnswerTime | AnswerFlag | AnswerChoice;

export const factNames: readonly FactName[] = [
  ...orderTimes,
  'status',
  'category',
  ...answerTimes,
  ...answerFlags,
  ...(Object.keys(answerChoices) as AnswerChoice[]),
];

/** An instant in ISO 8601 with offset, for example `2026-11-22T10:40:00+00:00`. */
export type Instant = string;

/**
 * The order line that a case is about. An absent key was not told; `null` is known to be none.
 * Status and category are any text: a word that is not ours is bad order data, which a person has to look at.
 */
export type OrderRecord = { readonly [time in OrderTime]?: Instant | null } & {
  readonly number?: string | null;
  readonly status?: string | null;
  readonly item?: {
    readonly name?: string | null;
    readonly category?: string | null;
    /** Dirhams. */
    readonly price?: number | null;
    readonly giftsIncluded?: readonly string[] | null;
  } | null;
};

/** What the customer told. An absent key was not told; `null` is known to be none. */
export type CustomerAnswers = { readonly [flag in AnswerFlag]?: boolean | null } & {
  readonly [time in AnswerTime]?: Instant | null;
} & { readonly [choice in AnswerChoice]?: (typeof answerChoices)[choice][number] | null };

/** One question to {@link decide}: why the customer wants something of one order line, and what is known about it. */
export interface ReturnCase {
  readonly reason: Reason;
  readonly order: OrderRecord;
  readonly answers: CustomerAnswers;
}
