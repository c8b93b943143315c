import { describe, expect, it } from 'vitest';
import { decideFor, shopCalled } from './shops.ts';

const xiaomi = shopCalled('xiaomi-ma');
const village = shopCalled('village-ma');
const sealed = { opened: false, sealed: true, used: false, originalPackaging: true, writtenConfirmationMissing: false };

function withdrawal(deliveredAt: string, now: string) {
  const order = {
    placedAt: '2025-12-01T10:00:00Z',
    deliveredAt,
    status: 'delivered',
    item: { category: 'electronics' },
  };
  return [xiaomi, village].map((shop) => decideFor(shop, now, { reason: 'change_of_mind', order, answers: sealed }));
}

describe('the seventh day of a withdrawal ends at local midnight', () => {
  it.each([
    ['when Ramadan time begins in between', '2026-02-13T20:00:00+01:00', '2026-02-20', '2026-02-20T23:59:59+00:00'],
    [
      'when Ramadan time begins on the last day',
      '2026-02-08T20:00:00+01:00',
      '2026-02-15',
      '2026-02-15T23:59:59+00:00',
    ],
    ['when Ramadan time ends in between', '2026-03-18T20:00:00+00:00', '2026-03-25', '2026-03-25T23:59:59+01:00'],
    ['when Ramadan time ends on the last day', '2026-03-15T20:00:00+00:00', '2026-03-22', '2026-03-22T23:59:59+01:00'],
    ['when Morocco moves to UTC+0 for good', '2026-09-16T20:00:00+01:00', '2026-09-23', '2026-09-23T23:59:59+00:00'],
    ['when that is the last day', '2026-09-13T20:00:00+01:00', '2026-09-20', '2026-09-20T23:59:59+00:00'],
    ['over the end of the year', '2026-12-28T20:00:00+00:00', '2027-01-04', '2027-01-04T23:59:59+00:00'],
    [
      'when it was delivered in the last second of a day',
      '2026-06-10T23:59:59+01:00',
      '2026-06-17',
      '2026-06-17T23:59:59+01:00',
    ],
    [
      'when it was delivered in the first second of a day',
      '2026-06-10T00:00:00+01:00',
      '2026-06-17',
      '2026-06-17T23:59:59+01:00',
    ],
  ])('%s', (_, deliveredAt, lastDay, lastSecond) => {
    const next = new Date(Date.parse(lastSecond) + 1000).toISOString();
    for (const decision of withdrawal(deliveredAt, lastSecond)) {
      expect(decision).toMatchObject({ decision: 'eligible', lastDay });
    }
    for (const decision of withdrawal(deliveredAt, next)) {
      expect(decision).toMatchObject({ decision: 'not_eligible', lastDay });
    }
  });
});

describe('windows of working days at Village', () => {
  const order = (deliveredAt: string) => ({
    placedAt: '2026-01-05T10:00:00Z',
    deliveredAt,
    status: 'delivered',
    item: { category: 'food' },
  });
  const wrongItem = (deliveredAt: string, now: string) =>
    decideFor(village, now, { reason: 'wrong_item', order: order(deliveredAt) });
  const damage = (deliveredAt: string, now: string) =>
    decideFor(village, now, {
      reason: 'damaged_in_transit',
      order: order(deliveredAt),
      answers: { reservesOnDeliveryNote: true, carrierNotified: false, noticeAt: deliveredAt },
    });

  it.each([
    ['over a weekend', '2026-06-05T12:00:00+01:00', '2026-06-08', '2026-06-09'],
    ['over 14 August', '2026-08-13T12:00:00+01:00', '2026-08-17', '2026-08-18'],
    ['over 20 and 21 August, then Mawlid', '2026-08-19T12:00:00+01:00', '2026-08-24', '2026-08-27'],
    ['over Eid al-Adha', '2026-05-26T12:00:00+01:00', '2026-05-29', '2026-06-01'],
    ['over Eid al-Fitr', '2026-03-19T12:00:00+00:00', '2026-03-23', '2026-03-24'],
    ['delivered on a holiday', '2026-07-30T12:00:00+01:00', '2026-07-31', '2026-08-03'],
  ])('%s', (_, deliveredAt, first, second) => {
    for (const [decideAt, last] of [[wrongItem, first] as const, [damage, second] as const]) {
      expect(decideAt(deliveredAt, `${last}T21:00:00Z`)).toMatchObject({ decision: 'eligible', lastDay: last });
      const dayAfter = new Date(Date.parse(`${last}T12:00:00Z`) + 86_400_000).toISOString();
      expect(decideAt(deliveredAt, dayAfter)).toMatchObject({ decision: 'not_eligible', lastDay: last });
    }
  });
});

describe('a shop without rules', () => {
  it('leaves every case to a person, without clause, day or cost', () => {
    const shop = shopCalled('maroc4products');
    const decision = decideFor(shop, '2026-11-22T10:00:00Z', { reason: 'wrong_item', order: {} });
    expect(decision).toMatchObject({
      decision: 'needs_human',
      basis: [],
      lastDay: null,
      costPayer: 'unknown',
      missing: [],
    });
    expect(decision.explanation).toContain('شخص');
  });
});

describe('what a customer reads', () => {
  it('has the last day written out and the clauses quoted', () => {
    const [decision] = withdrawal('2026-11-15T17:22:00+00:00', '2026-11-18T10:00:00+00:00');
    expect(decision!.explanation).toContain('الأحد، 22 نونبر 2026');
    for (const { quote } of decision!.citations) expect(decision!.explanation).toContain(quote);
  });

  it('names no day to come to who is refused', () => {
    const order = { deliveredAt: '2026-11-15T17:22:00Z', status: 'delivered', item: { category: 'press' } };
    const decision = decideFor(xiaomi, '2026-11-18T10:00:00Z', { reason: 'change_of_mind', order });
    expect(decision).toMatchObject({ decision: 'not_eligible', lastDay: '2026-11-22' });
    expect(decision.explanation).not.toContain('نونبر');
  });
});
