import { answerTimes, type FactName, orderTimes, type Reason } from '../../src/returns/index.ts';

/** What a bare yes and a bare no to a question tell. */
export interface FactQuestion {
  readonly yes: { readonly [fact in FactName]?: boolean };
  readonly no: { readonly [fact in FactName]?: boolean };
}

const TIMES: ReadonlySet<string> = new Set([...orderTimes, ...answerTimes]);

export function isTime(fact: FactName): boolean {
  return TIMES.has(fact);
}

/** Facts that one question asks together: "no" denies them all. */
export const GROUPS: readonly (readonly FactName[])[] = [['misuse', 'liquidDamage', 'selfRepaired']];

/** Choices in place of yes and no: each button tells what stands here. */
export const CHOICES: { readonly [fact in FactName]?: readonly string[] } = {
  opened: ['sealed', 'inspected', 'used'],
  missingWhat: ['part', 'product'],
  priceDirection: ['too_high', 'too_low'],
  misuse: ['none', 'misuse', 'liquid', 'repair'],
};

/** What a button of `CHOICES` tells. */
export const CHOICE_FACTS: Readonly<Record<string, { readonly [fact in FactName]?: boolean | string }>> = {
  'opened.sealed': { opened: false, sealed: true, used: false },
  'opened.inspected': { opened: true, used: false },
  'opened.used': { opened: true, used: true },
  'missingWhat.part': { missingWhat: 'part' },
  'missingWhat.product': { missingWhat: 'product' },
  'priceDirection.too_high': { priceDirection: 'too_high' },
  'priceDirection.too_low': { priceDirection: 'too_low' },
  'misuse.none': { misuse: false, liquidDamage: false, selfRepaired: false },
  'misuse.misuse': { misuse: true },
  'misuse.liquid': { liquidDamage: true },
  'misuse.repair': { selfRepaired: true },
};

/** Questions that are put the other way round than the fact is named. */
const TURNED: ReadonlySet<FactName> = new Set(['writtenConfirmationMissing']);

/** What yes and no mean when these facts are asked. */
export function questionOf(facts: readonly FactName[]): FactQuestion {
  const [first] = facts;
  if (!first) return { yes: {}, no: {} };
  const turned = TURNED.has(first);
  // A "yes" to several facts at once does not tell which of them it is.
  const yes = facts.length === 1 ? { [first]: !turned } : {};
  return { yes, no: Object.fromEntries(facts.map((fact) => [fact, turned])) };
}

/** Times that may be known to be none: "there is no date", "I have not sent it". */
export const MAY_BE_NONE: ReadonlySet<FactName> = new Set([
  'confirmedAt',
  'paidAt',
  'shippedAt',
  'promisedAt',
  'deliveredAt',
  'goodsSentBackAt',
]);

/** Facts that mean something for some reasons only; all others always count. */
export const ONLY_FOR: { readonly [fact in FactName]?: readonly Reason[] } = (() => {
  const faults: readonly Reason[] = [
    'defective',
    'not_as_described',
    'wrong_item',
    'damaged_in_transit',
    'missing_item',
  ];
  return {
    misuse: faults,
    liquidDamage: faults,
    selfRepaired: faults,
    repairFailed: faults,
    defectHidden: faults,
    inspectionPrevented: faults,
    discoveredAt: faults,
    reservesOnDeliveryNote: faults,
    carrierNotified: ['damaged_in_transit', 'missing_item'],
    carrierNotifiedAt: ['damaged_in_transit', 'missing_item'],
    artisanalVariation: ['defective', 'not_as_described'],
    listedOnDeliveryNote: ['missing_item'],
    missingWhat: ['missing_item'],
    priceDirection: ['price_error'],
    priceErrorAdmitted: ['price_error'],
    wrongAddressGiven: ['late_delivery'],
    sellerCancelled: ['price_error', 'unavailable'],
    writtenConfirmationMissing: ['change_of_mind'],
    giftsReturned: ['change_of_mind'],
    serviceStarted: ['change_of_mind'],
    serviceStartConsent: ['change_of_mind'],
    goodsSentBackAt: ['change_of_mind', ...faults],
  };
})();

/** Facts that are told together: an answer that speaks of one may well begin with the yes or no to another. */
const RELATED: readonly (readonly FactName[])[] = [
  ['opened', 'sealed', 'used'],
  ['misuse', 'liquidDamage', 'selfRepaired', 'repairFailed'],
  ['defectHidden', 'inspectionPrevented', 'artisanalVariation'],
  ['reservesOnDeliveryNote', 'carrierNotified', 'noticeGiven'],
  ['listedOnDeliveryNote', 'missingWhat'],
  ['priceDirection', 'priceErrorAdmitted', 'sellerCancelled'],
  ['serviceStarted', 'serviceStartConsent'],
];

export function areRelated(one: FactName, other: FactName): boolean {
  return RELATED.some((facts) => facts.includes(one) && facts.includes(other));
}
