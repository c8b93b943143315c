import { describe, expect, it } from 'vitest';
import { readInstant, readReturnCase } from '../../src/returns/index.ts';

const read = (order: unknown, answers?: unknown) => readReturnCase({ reason: 'defective', order, answers });

describe('reading a case', () => {
  it('keeps apart what was not told and what is known to be none', () => {
    const { order, answers } = read({ deliveredAt: null, item: { category: 'food' } }, { opened: null });
    expect(order).toEqual({ deliveredAt: null, item: { category: 'food' } });
    expect(answers).toEqual({ opened: null });
  });

  it('leaves other keys of the order record alone', () => {
    expect(() => read({ email: 'a@example.com', items: [] })).not.toThrow();
  });

  it.each([
    ['a reason that is none', { reason: 'bored', order: {} }, 'reason'],
    ['no reason', { order: {} }, '"reason" is missing'],
    ['no order', { reason: 'defective' }, '"order" is missing'],
    [
      'a day that does not exist',
      { reason: 'defective', order: { deliveredAt: '2026-02-30T10:00:00Z' } },
      'deliveredAt',
    ],
    ['a time without offset', { reason: 'defective', order: { deliveredAt: '2026-02-20T10:00:00' } }, 'deliveredAt'],
    ['a date alone', { reason: 'defective', order: { placedAt: '2026-02-20' } }, 'placedAt'],
    ['a price in words', { reason: 'defective', order: { item: { price: 'cheap' } } }, 'order.item.price'],
    ['a yes in words', { reason: 'defective', order: {}, answers: { opened: 'yes' } }, 'answers.opened'],
    ['an answer that nobody knows', { reason: 'defective', order: {}, answers: { openned: true } }, 'answers.openned'],
    [
      'a choice that is none',
      { reason: 'defective', order: {}, answers: { missingWhat: 'box' } },
      'answers.missingWhat',
    ],
  ])('refuses %s and names the field', (_, data, field) => {
    expect(() => readReturnCase(data)).toThrow(field);
  });
});

describe('reading a time', () => {
  it.each([
    ['2026-11-22T10:40:00+00:00', '2026-11-22T10:40:00.000Z'],
    ['2026-11-22T10:40+01:00', '2026-11-22T09:40:00.000Z'],
    ['2026-11-22T10:40:00.5Z', '2026-11-22T10:40:00.500Z'],
    ['2028-02-29T00:00:00-0530', '2028-02-29T05:30:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(readInstant(text)!).toISOString()).toBe(expected);
  });

  it.each([
    '',
    '2026-11-22',
    '2027-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-22T24:00:00Z',
    'now',
    '2026-11-22T10:60:00Z',
  ])('refuses %s', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
