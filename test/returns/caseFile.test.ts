import { describe, expect, it } from 'vitest';
import { type CaseFile, decideCaseFile, openCalendar, type ReturnRules } from '../../src/returns/index.ts';
import { openAnswering } from '../support/answering.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const rules = openAnswering().knowledge.packs.find((pack) => pack.shop.id === 'xiaomi-ma')?.returns as ReturnRules;
const calendar = openCalendar(rules.holidays);

describe('a case file', () => {
  it('is decided as its case is when record and answers can be relied on', () => {
    expect(decided({}).decision).toBe('not_eligible');
  });

  it('never refuses anybody on a weak delivery date', () => {
    expect(decided({ weakDeliveryDate: true })).toMatchObject({ decision: 'needs_human', lastDay: null, rule: null });
  });

  it('still refuses on a weak delivery date what no date could save', () => {
    const answers = { opened: true, used: true };
    expect(decided({ weakDeliveryDate: true }, answers).decision).toBe('not_eligible');
  });

  it('leaves a record that is in doubt to a person', () => {
    const decision = decided({ doubts: ['negative_price items.0.price'] });
    expect(decision.decision).toBe('needs_human');
    expect(decision.path.at(-1)?.about).toContain('negative_price');
  });

  it('asks for what is missing until the customer says that they do not know it', () => {
    const open = decided({}, {}, '2026-11-21T10:00:00Z');
    expect(open).toMatchObject({ decision: 'needs_information', missing: ['opened', 'sealed'] });
    expect(decided({ cannotTell: ['opened'] }, {}, '2026-11-21T10:00:00Z').decision).toBe('needs_information');
    const unknown = decided({ cannotTell: ['opened', 'sealed'] }, {}, '2026-11-21T10:00:00Z');
    expect(unknown).toMatchObject({ decision: 'needs_human', missing: [] });
    expect(unknown.explanation).toContain('معلومة لا بد منها');
  });
});

function decided(file: Partial<CaseFile>, answers: object = CLOSED, deliveredAt = '2026-11-05T10:00:00Z') {
  const order = {
    number: '1',
    status: 'delivered',
    placedAt: '2026-11-01T10:00:00Z',
    confirmedAt: '2026-11-01T11:00:00Z',
    deliveredAt,
    item: { name: 'x', category: 'accessory' },
  };
  const whole = {
    case: { reason: 'change_of_mind', order, answers },
    now: NOW,
    doubts: [],
    weakDeliveryDate: false,
    cannotTell: [],
  };
  return decideCaseFile(rules, { ...whole, ...file } as CaseFile, calendar);
}

const CLOSED = { opened: false, sealed: true, writtenConfirmationMissing: false };
