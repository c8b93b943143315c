import { describe, expect, test } from 'vitest';
import { asksYesNo, withoutYesNo } from '../../src/language/index.ts';

describe('asksYesNo', () => {
  test.each([
    'هل السعر شامل للضريبة؟',
    'واش كتوصلو لوجدة؟',
    'wach lprix fih TVA',
    'Est-ce que la livraison est comprise ?',
    'Vous acceptez PayPal ?',
    'واش الثمن فيه التوصيل ولا لا؟',
    'كتقبلو الكارط ياك؟',
  ])('holds for a question of whether: %s', (question) => {
    expect(asksYesNo(question)).toBe(true);
  });

  test.each([
    'شكون كيخلص التوصيل؟',
    'ما وسائل الدفع عندكم؟',
    'chkoun kaykhelless retour?',
    'Qui paie le retour ?',
    'c’est combien le délai ?',
    'واش التوصيل داخل فالثمن ولا كيتزاد؟',
    'le remboursement par carte ou en espèces ?',
    'ألا تشمل الأسعار الضريبة؟',
    'Vous ne livrez pas à Tanger ?',
    'بغيت نرجع السلعة',
  ])('does not hold for what yes and no do not answer: %s', (question) => {
    expect(asksYesNo(question)).toBe(false);
  });
});

test('an answer keeps its sense without the word before it', () => {
  expect(withoutYesNo('لا، الأسعار لا تشمل تكاليف التوصيل.')).toBe('الأسعار لا تشمل تكاليف التوصيل.');
  expect(withoutYesNo('نعم، تشمل الأسعار الضريبة.')).toBe('تشمل الأسعار الضريبة.');
  expect(withoutYesNo('لا يشمل حق التراجع المنتج المفتوح.')).toBe('لا يشمل حق التراجع المنتج المفتوح.');
});
