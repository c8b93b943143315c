/** Which entries a word meets; that phrases are found by it is phraseIndex.test.ts's. */
import { expect, it } from 'vitest';
import { OpeningTrie } from '../../../dialogs/recognition/openingTrie.ts';

function met(trie: OpeningTrie, word: string): number[] {
  const places = new Set<number>();
  trie.walk(word, (place) => places.add(place));
  return [...places].sort((a, b) => a - b);
}

const WHOLE = { anyBefore: false, anyAfter: false };

it('meets what a word is, begins with and holds, behind glued letters too', () => {
  const trie = new OpeningTrie();
  trie.add({ start: 'رجع', ...WHOLE }, 1);
  trie.add({ start: 'رجع', anyBefore: false, anyAfter: true }, 2);
  trie.add({ start: 'جع', anyBefore: true, anyAfter: false }, 3);
  expect(met(trie, 'رجع')).toEqual([1, 2, 3]);
  expect(met(trie, 'رجعت')).toEqual([2]);
  expect(met(trie, 'وبالرجع')).toEqual([1, 2, 3]);
  expect(met(trie, 'نرجع')).toEqual([3]);
  expect(met(trie, 'شيء')).toEqual([]);
  expect(met(trie, '')).toEqual([]);
});

it('meets what was added after a walk', () => {
  const trie = new OpeningTrie();
  trie.add({ start: 'retour', ...WHOLE }, 7);
  expect(met(trie, 'retour')).toEqual([7]);
  trie.add({ start: '', anyBefore: false, anyAfter: true }, 8);
  trie.add({ start: 'retours', ...WHOLE }, 9);
  expect(met(trie, 'retours')).toEqual([8, 9]);
});
