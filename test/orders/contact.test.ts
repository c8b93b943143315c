import { describe, expect, it } from 'vitest';
import { contactsOf, readContacts, readEmail } from '../../src/orders/contact.ts';
import { bearing, numberKey } from '../../src/orders/orderNumber.ts';

describe('contacts as they are compared', () => {
  it.each([
    '0600000011',
    '06 00 00 00 11',
    '06.00.00.00.11',
    '06-00-00-00-11',
    '0600/000011',
    '(+212) 0600-000011',
    '+212600000011',
    '00212 600000011',
    '212600000011',
    '600000011',
    '٠٦٠٠٠٠٠٠١١',
    '۰۶۰۰۰۰۰۰۱۱',
    '\u202a+212 600-000011\u202c',
    '０６００００００１１',
    'تيليفوني هو 06 00 00 00 11 شكرا',
  ])('reads the phone in %j', (text) => {
    expect(readContacts(text)).toEqual([{ kind: 'phone', value: '+212600000011' }]);
  });

  it.each([
    'k.tazi@example.com',
    ' K.Tazi@Example.COM ',
    'k.tazi @example.com',
    '\u200fk.tazi@example.com',
    'الايميل ديالي k.tazi@example.com',
  ])('reads the e-mail in %j', (text) => {
    expect(readContacts(text)).toEqual([{ kind: 'email', value: 'k.tazi@example.com' }]);
  });

  it('takes no piece of a longer address for an address', () => {
    expect(readContacts("o'hara@example.com")).toEqual([{ kind: 'email', value: "o'hara@example.com" }]);
    expect(contactsOf({ email: "o'hara@example.com" })).not.toEqual(contactsOf({ email: 'hara@example.com' }));
  });

  it.each([
    'a@x.ma\r\nBcc: b@x.ma',
    'a@x.ma, b@x.ma',
    '<a@x.ma>',
    '"a b"@x.ma',
    'a@b@x.ma',
    'a@x.ma;b@x.ma',
    'a@localhost',
    '',
  ])('sends no mail to %j', (text) => {
    expect(readEmail(text)).toBeUndefined();
  });

  it('finds no contact in a name or a short number', () => {
    expect(readContacts('خديجة أمزيل')).toEqual([]);
    expect(readContacts('123456')).toEqual([]);
    expect(readContacts('5261117836207719')).toEqual([]);
  });
});

describe('order numbers as they are compared', () => {
  it('are the same however they are written', () => {
    for (const number of ['VIL-10251', 'vil 10251', '#VIL10251', 'VIL_١٠٢٥١', '\u200eVIL‑10251 '])
      expect(numberKey(number)).toBe('VIL10251');
    expect(numberKey('—')).toBe('');
  });

  it('that only read alike give way to the one that is written exactly so', () => {
    const orders = [{ number: '11-2' }, { number: '1-12' }];
    expect(bearing(orders, '1-12')).toEqual([{ number: '1-12' }]);
    expect(bearing(orders, '112')).toHaveLength(2);
  });
});
