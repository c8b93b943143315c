import { expect, it } from 'vitest';
import { complaintNumber, readComplaintNumber, shopLetters } from '../../src/complaints/complaintNumber.ts';

it('is two letters of the shop and nine digits with a check digit, the first never 0', () => {
  expect(['xiaomi-ma', 'village-ma', 'maroc4products', 'demo', '1'].map(shopLetters)).toEqual([
    'XM',
    'VM',
    'MP',
    'DE',
    'XX',
  ]);
  for (const random of ['000000000000', 'ffffffffffff', '123456789abc']) {
    expect(complaintNumber('xiaomi-ma', random)).toMatch(/^XM-[1-9]\d\d-\d{3}-\d{3}$/);
  }
});

it('is read from Arabic-Indic digits, other spacing and without letters, and not when a digit is wrong', () => {
  const number = complaintNumber('xiaomi-ma', '123456789abc');
  const digits = number.replace(/\D/g, '');
  const arabic = digits.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  for (const said of [number, number.toLowerCase(), digits, `رقم الشكوى ${arabic}`, `xm ${digits}`]) {
    expect(readComplaintNumber('xiaomi-ma', said)).toBe(number);
  }
  for (let place = 0; place < 9; place += 1) {
    const wrong = digits.slice(0, place) + String((Number(digits[place]) + 1) % 10) + digits.slice(place + 1);
    expect(readComplaintNumber('xiaomi-ma', wrong)).toBeUndefined();
  }
  for (const said of [digits.slice(1), `VM-${digits}`, '', 'XM']) {
    expect(readComplaintNumber('xiaomi-ma', said)).toBeUndefined();
  }
});
