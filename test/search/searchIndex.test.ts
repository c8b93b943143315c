import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSearchIndex, type SearchDocument } from '../../src/search/index.ts';

const CLAUSES: readonly SearchDocument[] = [
  { id: 'delivery', title: 'التوصيل', text: 'يتم توصيل الطلبات داخل المغرب خلال خمسة أيام عمل من تأكيد الطلب.' },
  { id: 'refund', title: 'استرداد المبلغ', text: 'يعيد البائع المبلغ المدفوع في أجل أقصاه 15 يوما من تاريخ الإشعار.' },
  { id: 'warranty', title: 'الضمان', text: 'يغطي الضمان عيوب الصنع ولا يغطي سوء الاستعمال أو السوائل.' },
  { id: 'complaint', title: 'الشكاوى', text: 'يمكن تقديم شكاية عبر البريد الإلكتروني service@example.ma أو الهاتف.' },
];

const ids = (documents: readonly SearchDocument[], query: string, limit = 10): string[] =>
  createSearchIndex(documents)
    .search(query, limit)
    .map(({ id }) => id);

describe('search', () => {
  test.each([
    ['finds a word through article, glued preposition and plural', 'كيف أقدم الشكايات؟', 'complaint'],
    ['finds a word spelled without hamza and with a vowel sign', 'متى يعاد المَبلغ', 'refund'],
    ['finds a word with a typing mistake', 'هل يغطي الضممان الاستعمل', 'warranty'],
    ['finds Latin words', 'SERVICE example', 'complaint'],
    ['finds a title that the text does not repeat', 'استرداد', 'refund'],
    ['finds by the root what is conjugated otherwise', 'هل توصلون في المغرب', 'delivery'],
  ])('%s', (_name, query, expected) => {
    expect(ids(CLAUSES, query)[0]).toBe(expected);
  });

  test('prefers a passage with a number when an amount is asked for', () => {
    const documents = [
      { id: 'words', text: 'مدة الضمان مذكورة في الوثائق المرفقة.' },
      { id: 'number', text: 'مدة الضمان مذكورة في الوثائق 24 شهرا.' },
    ];
    expect(ids(documents, 'كم مدة الضمان')[0]).toBe('number');
  });

  test('finds a paragraph without the subject through the paragraph that names it', () => {
    const documents = [
      { id: 'other', text: 'تأسست مدينة فاس في القرن الثامن وفيها جامعة قديمة وأسوار وحدائق.' },
      { id: 'named', text: 'ابن بطوطة رحالة مغربي من طنجة، كتب رحلته الطويلة بين الهند والصين.' },
      { id: 'unnamed', text: 'كتب رحلته الطويلة بين الهند والصين بعد عودته، وفيها وصف الأسواق.' },
    ];
    expect(ids(documents, 'ماذا وصف ابن بطوطة في الأسواق').slice(0, 2).sort()).toEqual(['named', 'unnamed']);
  });

  test('finds nothing for a query without words, and nothing in no documents', () => {
    expect([ids(CLAUSES, ''), ids(CLAUSES, ' ؟! \u064b'), ids([], 'الضمان')]).toEqual([[], [], []]);
  });

  test('searches a query of question words only by these words', () => {
    expect(ids([...CLAUSES, { id: 'who', text: 'من نحن ومتى بدأنا' }], 'متى؟')[0]).toBe('who');
  });

  test('leaves out documents that share nothing with the query', () => {
    expect(ids(CLAUSES, 'السوائل')).toEqual(['warranty']);
    expect(ids(CLAUSES, 'xyzxyz')).toEqual([]);
  });

  test('refuses two documents with the same id', () => {
    expect(() =>
      createSearchIndex([
        { id: 'a', text: '' },
        { id: 'a', text: '' },
      ]),
    ).toThrow(/same|"a"/);
  });

  test('full coverage means that every word of the question stands in the document', () => {
    const [first] = createSearchIndex(CLAUSES).search('ما هي عيوب الصنع', 1);
    expect(first?.coverage).toBeCloseTo(1);
    const [silent] = createSearchIndex(CLAUSES).search('هل عندكم دراجات كهربائية صفراء تحت الضمان', 1);
    expect(silent?.coverage).toBeLessThan(0.4);
  });

  test('bears a text of a million letters, a word of a million letters and a query of as many words', () => {
    const long = 'كلمة طويلة جدا '.repeat(70_000);
    const index = createSearchIndex([
      { id: 'long', text: long },
      { id: 'word', text: 'س'.repeat(1_000_000) },
      ...CLAUSES,
    ]);
    expect(index.search(long, 3).length).toBeGreaterThan(0);
    expect(index.search('ب'.repeat(1_000_000), 3)).toEqual(index.search('ب'.repeat(1_000_000), 3));
  });
});

describe('search, for any texts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc
      .array(fc.constantFrom('الضمان', 'يوم', '7', 'ارجاع', 'متى', 'carte', '؟', 'عيب'), { maxLength: 12 })
      .map((w) => w.join(' ')),
  );
  const corpus = fc
    .array(fc.record({ title: fc.option(text, { nil: undefined }), text }), { maxLength: 8 })
    .map((documents) => documents.map((document, at) => ({ id: `d${at}`, ...document })));

  test('never throws, keeps the limit and gives scores and coverage between 0 and 1, best first', () => {
    fc.assert(
      fc.property(corpus, text, fc.integer({ min: -1, max: 10 }), (documents, query, limit) => {
        const hits = createSearchIndex(documents).search(query, limit);
        expect(hits.length).toBeLessThanOrEqual(Math.max(limit, 0));
        for (const { score, coverage } of hits) {
          expect(score >= 0 && score <= 1 && coverage >= 0 && coverage <= 1 + 1e-9).toBe(true);
        }
        expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
        expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
      }),
    );
  });

  test('gives the same result twice, from one index or from two, whatever was asked before', () => {
    fc.assert(
      fc.property(corpus, text, text, (documents, query, before) => {
        const index = createSearchIndex(documents);
        const fresh = index.search(query, 5);
        index.search(before, 5);
        expect([index.search(query, 5), createSearchIndex(documents).search(query, 5)]).toEqual([fresh, fresh]);
      }),
    );
  });

  test('gives the first hits of a longer list for a smaller limit', () => {
    fc.assert(
      fc.property(corpus, text, fc.integer({ min: 1, max: 8 }), (documents, query, limit) => {
        const index = createSearchIndex(documents);
        expect(index.search(query, limit)).toEqual(index.search(query, 100).slice(0, limit));
      }),
    );
  });

  test('keeps every hit when an unrelated document is added', () => {
    fc.assert(
      fc.property(corpus, text, (documents, query) => {
        const unrelated = { id: 'unrelated', text: 'ΩΨΞ ΦΣΘ' };
        const before = ids(documents, query, 100).sort();
        expect(ids([...documents, unrelated], query, 100).sort()).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  test('ranks a document first for its own sentence', () => {
    const words = (
      'قميص سفينة مطبعة زيتون فلاح برتقال خزانة محرك نافذة جسر طبيب كوكب ثلج حصان ورقة معدن ' +
      'صحراء تذكرة لوحة مصباح رغيف سكين حديقة نهر قلعة صندوق مرآة عطر بوصلة خيمة درع شمعة'
    ).split(' ');
    const shuffled = fc.shuffledSubarray(words, { minLength: words.length, maxLength: words.length });
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 0, max: 3 }), (order, asked) => {
        const sentences = [0, 8, 16, 24].map((start) => order.slice(start, start + 8));
        const documents = sentences.map((sentence, at) => ({
          id: String(at),
          text: `${sentence.join(' ')}. نص مشترك بين الجميع.`,
        }));
        const question = `هل ${sentences[asked]!.slice(0, 5).reverse().join(' و')}؟`;
        expect(ids(documents, question)[0]).toBe(String(asked));
      }),
    );
  });
});
