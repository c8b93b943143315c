import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutClauses, foldSpace } from '../../src/knowledge/index.ts';

const shops = new URL('../../knowledge/shops/', import.meta.url);
const policy = (shop: string) => readFileSync(new URL(`${shop}/policy.txt`, shops), 'utf8');
const numbers = (text: string, footer?: string) =>
  cutClauses(text, { shop: 's', footer }).map((clause) => clause.number);

describe('the three policies', () => {
  it('cuts the text of xiaomi-ma into its 61 clauses', () => {
    const clauses = cutClauses(policy('xiaomi-ma'), { shop: 'xiaomi-ma' });
    expect(clauses).toHaveLength(61);
    expect(clauses.map(({ number }) => number).join(' ')).toContain('6.8 6.9 6.10 7 8.1 8.2');
    expect(clauses.find(({ number }) => number === '6.8')?.text).toContain('(7) يؤثر المشتري');
    expect(clauses.find(({ number }) => number === '14.4')?.text).toContain('أ/ كان العيب');
    expect(clauses.find(({ number }) => number === '9.2')?.title).toBe('التزامات المشتري خلال فترة التراجع');
  });

  it('cuts the text of village-ma into its 29 clauses and leaves the footer of the page out', () => {
    const clauses = cutClauses(policy('village-ma'), { shop: 'village-ma', footer: 'هل تحتاج إلى مساعدة؟' });
    expect(clauses).toHaveLength(29);
    expect(clauses.map(({ id }) => id)).toContain('village-ma#14-e');
    expect(clauses.at(-1)?.text.endsWith('وحذف المعلومات المتعلقة به.')).toBe(true);
    expect(clauses.find(({ number }) => number === '3')?.text).toContain('2. قسيمة الطلب');
  });

  it('cuts the text of maroc4products into its 9 clauses and keeps the first sentence of each', () => {
    const clauses = cutClauses(policy('maroc4products'), { shop: 'maroc4products' });
    expect(clauses.map(({ number }) => number)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    expect(clauses[2]?.text.startsWith('نحن لن نبيع بأي حال من الأحوال بياناتك الشخصية')).toBe(true);
    expect(clauses[5]?.text.startsWith('ملفات تعريف الارتباط Cookies')).toBe(true);
  });

  it('tells the line of each clause', () => {
    const lines = policy('village-ma').split('\n');
    for (const clause of cutClauses(policy('village-ma'), { shop: 'village-ma' }).slice(1)) {
      expect(lines[clause.line - 1]).toContain(clause.number.split('-')[0]);
    }
  });
});

describe('other numbering', () => {
  it('reads articles in French', () => {
    expect(numbers('Intro\nArticle 1 - Objet\na\nArticle 2 - Prix\nb\nArticle 3 : Retours\nc')).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  it('reads Arabic-Indic numbers', () => {
    expect(numbers('مقدمة\n١. التعاريف\nنص\n٢. السعر\n٢. ١. الأسعار بالدرهم\n٢. ٢. الضريبة')).toEqual([
      '0',
      '1',
      '2.1',
      '2.2',
    ]);
  });

  it('gives a text without numbers as clause 0', () => {
    expect(numbers('شروط\nنص')).toEqual(['0']);
  });

  it('opens nothing at a number that does not follow the one before', () => {
    expect(numbers('1. أ\nنص\n3. لا\n1. لا\n2. ب')).toEqual(['0', '1', '2']);
  });

  it('opens no part of another section', () => {
    expect(numbers('1. أ\n1. 1. جزء\n2. 1. ليس جزءا\n1. 2. جزء')).toEqual(['0', '1.1', '1.2']);
  });
});

it('loses no word of any text', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('1. عنوان', '2. عنوان', '1. 1. جزء', 'المادة 1 : أ', 'المادة 2 : ب', 'البند (1): نص'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const text = lines.join('\n').replace(/\r/gu, '\n');
      const kept = cutClauses(text, { shop: 's' }).flatMap((clause) =>
        foldSpace(`${clause.title} ${clause.text}`).split(' '),
      );
      const words = new Set(kept);
      const lost = foldSpace(text)
        .split(' ')
        .filter((word) => !words.has(word) && !/^[\d().:\-–—]*$|المادة|البند|\d/u.test(word));
      expect(lost).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});
