import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeatureBag } from '../../src/language/featureBag.ts';
import {
  compileLexicon,
  createFeatureReader,
  type LabelledText,
  loadLexicon,
  TextClassifier,
  trainClassifier,
} from '../../src/language/index.ts';
import { anyText } from '../support/anyText.ts';

const LINES: LabelledText[] = [
  ...['أريد إرجاع المنتج', 'كيف أرجع الهاتف؟', 'هل يمكنني إعادة الجهاز', 'je veux retourner le produit'],
  ...['كم مدة التوصيل؟', 'متى يصل طلبي', 'أين وصل الطرد', 'quand arrive ma commande'],
  ...['كيف أدفع؟', 'هل تقبلون البطاقة البنكية', 'الدفع عند الاستلام ممكن؟', 'paiement par carte possible ?'],
].map((text, i) => ({ text, label: ['return', 'delivery', 'payment'][Math.floor(i / 4)] ?? '' }));

const reader = createFeatureReader(
  loadLexicon(
    compileLexicon([
      { msa: ['إرجاع', 'أرجع', 'إعادة'], darija: ['نرجع'], arabizi: ['nrje3'], french: ['retourner'] },
      { msa: ['دفع', 'أدفع'], darija: ['نخلص'], arabizi: ['nkhelles'], french: ['paiement'] },
    ]),
  ),
);
const classifier = trainClassifier(LINES, { reader });

describe('a text classifier', () => {
  test('knows its training texts', () => {
    for (const { text, label } of LINES) expect(classifier.best(text).label).toBe(label);
  });

  test('understands other registers through the lexicon', () => {
    expect(classifier.best('بغيت نرجع هاد البورطابل').label).toBe('return');
    expect(classifier.best('kifach nkhelles').label).toBe('payment');
  });

  test('gives every label a probability, best first, together 1', () => {
    const scores = classifier.scores('كيف أدفع ثمن الطلب؟');
    expect(scores.map(({ label }) => label).sort()).toEqual(['delivery', 'payment', 'return']);
    expect(scores[0]?.probability).toBeGreaterThanOrEqual(scores[1]?.probability ?? 1);
    expect(scores.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  });

  test('is the same bit for bit when trained again', () => {
    expect(trainClassifier(LINES, { reader }).save()).toEqual(classifier.save());
  });

  test('answers the same after save and load', () => {
    const loaded = TextClassifier.load(classifier.save(), reader);
    for (const text of ['نرجع', 'carte', '', 'xyz 12']) {
      expect(loaded.probabilities(text)).toEqual(classifier.probabilities(text));
    }
  });

  test('takes features read once as well as a text', () => {
    const features = reader.read('متى يصل المنتج');
    expect(classifier.scores(features)).toEqual(classifier.scores('متى يصل المنتج'));
  });

  test('refuses bytes that are no classifier', () => {
    expect(() => TextClassifier.load(new TextEncoder().encode('\u0002\0\0\0{}'), reader)).toThrow();
  });

  test('answers any text with a probability between 0 and 1', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { probability } = classifier.best(text);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('reads a very long text without delay', () => {
    const started = performance.now();
    classifier.best('كيف أرجع المنتج؟ '.repeat(6_000));
    classifier.best('ك'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('with a single label always answers it', () => {
    const sure = trainClassifier([{ text: 'سلام', label: 'greet' }], { reader });
    expect(sure.best('غير ذلك')).toEqual({ label: 'greet', probability: 1 });
  });
});

describe('a feature bag', () => {
  test('counts like a plain map, also when it grows', () => {
    const group = fc.array(fc.nat({ max: 5000 }), { maxLength: 3000 });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
        const bag = new FeatureBag();
        bag.start();
        for (const hashes of groups) {
          bag.addAll(hashes);
          bag.endGroup();
        }
        const { hashes, counts, ends } = bag.finish();
        const expected = groups.map((all) =>
          [...new Set(all)].map((hash) => [hash, all.filter((h) => h === hash).length]),
        );
        const told = groups.map((_, g) =>
          Array.from(hashes.slice(ends[g - 1] ?? 0, ends[g]), (hash, i) => [hash, counts[(ends[g - 1] ?? 0) + i]]),
        );
        expect(told).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
