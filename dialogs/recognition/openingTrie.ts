/** How a word may begin to be matched: its first letters, and what may stand around them. */
export interface TrieEntry {
  readonly start: string;
  /** Other letters than those that are glued to words may stand in front. */
  readonly anyBefore: boolean;
  /** Other letters may follow. */
  readonly anyAfter: boolean;
}

/** What is glued to the front of words (phraseBook.ts): conjunctions, prepositions, the article; Arabizi's article. */
const GLUE = new Set([...'\u0641\u0648\u0627\u0644\u0628\u0643el'].map((letter) => letter.charCodeAt(0)));
const MOST_GLUE = 4;
/** Entries before which only glue may stand, and those that may stand anywhere in a word. */
const AT_START = 0;
const ANYWHERE = 1;
/** Of a step's key the lower bits are the letter. */
const LETTER_BITS = 10;
const MOST_LETTERS = 2 ** LETTER_BITS - 1;
const MOST_NODES = 2 ** (31 - LETTER_BITS);

/**
 * Which of thousands of entries a word meets, letter after letter. Every message walks through it with all its words,
 * so it is laid out in flat tables, made anew when entries were added since the last walk.
 */
export class OpeningTrie {
  /** Steps of each node by letter; places whose entry ends there if the word does too (`whole`) or in any case (`begun`). */
  readonly #next: Map<number, number>[] = [new Map(), new Map()];
  readonly #whole: number[][] = [[], []];
  readonly #begun: number[][] = [[], []];
  #flat: FlatTrie | undefined;

  add(entry: TrieEntry, place: number): void {
    let node = entry.anyBefore ? ANYWHERE : AT_START;
    for (let at = 0; at < entry.start.length; at++) node = this.#step(node, entry.start.charCodeAt(at));
    (entry.anyAfter ? this.#begun : this.#whole)[node]!.push(place);
    this.#flat = undefined;
  }

  /** Tells the places whose entries a word meets, some of them more than once. */
  walk(word: string, meet: (place: number) => void): void {
    this.#flat ??= flatten(this.#next, this.#whole, this.#begun);
    const flat = this.#flat;
    for (let glued = true, start = 0; start < word.length; start++) {
      glued &&= start <= MOST_GLUE && (start === 0 || GLUE.has(word.charCodeAt(start - 1)));
      if (glued) follow(flat, AT_START, word, start, meet);
      follow(flat, ANYWHERE, word, start, meet);
    }
  }

  #step(node: number, letter: number): number {
    const known = this.#next[node]!.get(letter);
    if (known !== undefined) return known;
    const made = this.#next.push(new Map()) - 1;
    this.#whole.push([]);
    this.#begun.push([]);
    this.#next[node]!.set(letter, made);
    return made;
  }
}

interface FlatTrie {
  /** A small number for each letter that some entry has, by its code; 0 for all others. */
  readonly letters: Uint16Array;
  /** Steps by key, open addressing; keys are one higher than what they are made of, 0 is none. */
  readonly keys: Uint32Array;
  readonly targets: Uint32Array;
  readonly whole: Lists;
  readonly begun: Lists;
}

/** List n is the slice of `items` from `starts[n]` to `starts[n + 1]`. */
interface Lists {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

function follow(trie: FlatTrie, root: number, word: string, start: number, meet: (place: number) => void): void {
  let node = root;
  for (let at = start; ; at++) {
    tell(trie.begun, node, meet);
    if (at === word.length) break;
    const letter = trie.letters[word.charCodeAt(at)]!;
    const next = letter === 0 ? 0 : stepFrom(trie, node, letter);
    if (next === 0) return;
    node = next;
  }
  tell(trie.whole, node, meet);
}

function tell({ starts, items }: Lists, list: number, meet: (place: number) => void): void {
  for (let at = starts[list]!; at < starts[list + 1]!; at++) meet(items[at]!);
}

/** The node that a letter leads to; 0, a root, for none. */
function stepFrom({ keys, targets }: FlatTrie, node: number, letter: number): number {
  const key = keyOf(node, letter);
  const mask = keys.length - 1;
  for (let slot = slotOf(key, mask); ; slot = (slot + 1) & mask) {
    if (keys[slot] === key) return targets[slot]!;
    if (keys[slot] === 0) return 0;
  }
}

/** @throws RangeError when there are more nodes than a step's key has room for. */
function flatten(next: readonly Map<number, number>[], whole: number[][], begun: number[][]): FlatTrie {
  if (next.length > MOST_NODES) throw new RangeError(`phrases take more than ${MOST_NODES} steps`);
  const letters = numberLetters(next);
  const steps = next.reduce((sum, steps) => sum + steps.size, 0);
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, steps * 2)));
  const keys = new Uint32Array(size);
  const targets = new Uint32Array(size);
  for (const [node, byLetter] of next.entries()) {
    for (const [letter, target] of byLetter) {
      const key = keyOf(node, letters[letter]!);
      let slot = slotOf(key, size - 1);
      while (keys[slot] !== 0) slot = (slot + 1) & (size - 1);
      keys[slot] = key;
      targets[slot] = target;
    }
  }
  return { letters, keys, targets, whole: listsOf(whole), begun: listsOf(begun) };
}

/** @throws RangeError when the entries have more different letters than a step's key has room for. */
function numberLetters(next: readonly Map<number, number>[]): Uint16Array {
  const letters = new Uint16Array(2 ** 16);
  let known = 0;
  for (const letter of new Set(next.flatMap((steps) => [...steps.keys()]))) {
    known += 1;
    letters[letter] = known;
  }
  if (known > MOST_LETTERS) throw new RangeError(`phrases are written in more than ${MOST_LETTERS} different letters`);
  return letters;
}

function keyOf(node: number, letter: number): number {
  return ((node << LETTER_BITS) | letter) + 1;
}

function slotOf(key: number, mask: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1);
  for (const [at, list] of lists.entries()) starts[at + 1] = starts[at]! + list.length;
  return { starts, items: Uint32Array.from(lists.flat()) };
}
