import type { Filing } from '../../src/complaints/index.ts';

/** A complaint as a form would file it; invented customer. */
export function filing(more: Partial<Filing> = {}): Filing {
  return {
    number: 'XM-000-000-000',
    kind: 'complaint',
    shop: 'xiaomi-ma',
    conversation: 'web-1',
    channel: 'web',
    draft: 'draft',
    fields: {
      orderNumber: 'XM-1042',
      name: 'سلمى العلوي',
      address: 'زنقة 12، الرباط',
      email: 'a@example.com',
      description: 'وصلني الهاتف مكسورًا',
      requestedAction: 'استبدال',
    },
    evidence: [],
    basis: ['xiaomi-ma#15.1'],
    filedAt: '2026-11-23T10:00:00.000Z',
    dueAt: '2026-11-30',
    customer: { id: 'customer' },
    ...more,
  };
}
