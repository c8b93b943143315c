import { expect, test } from 'vitest';
import { html } from '../../../src/server/pages/html.ts';
import { rangesOfQuotes } from '../../../src/server/pages/rangesOfQuotes.ts';

const TEXT = 'يحق للمشتري التراجع\nخلال سبعة (7) أيام. وترتفع إلى (30) يومًا.';

test('quotes are found where they stand, whatever the white space, in the order of the text', () => {
  const ranges = rangesOfQuotes(['وترتفع إلى (30)', 'التراجع خلال  سبعة (7)'], TEXT);
  expect(ranges.map(({ begin, end }) => TEXT.slice(begin, end))).toEqual(['التراجع\nخلال سبعة (7)', 'وترتفع إلى (30)']);
});

test('what does not stand in the text marks nothing, also when it looks like a pattern', () => {
  expect(rangesOfQuotes(['', '   ', '.*', '(((', 'سبعة.7', 'غير موجود'], TEXT)).toEqual([]);
});

test('a text put into markup stays text', () => {
  expect(html`<p>${'<b>&"\''}</p>${[html`<i></i>`, undefined, false, 3]}`.markup).toBe(
    '<p>&#60;b&#62;&#38;&#34;&#39;</p><i></i>3',
  );
});
