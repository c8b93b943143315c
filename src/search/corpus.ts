import { tokenize } from '../language/index.ts';
import { Vocabulary } from './postings.ts';
import { isEmptyWord } from './questionWords.ts';
import { rootLetters, searchStem } from './wordForms.ts';

/** A text to be found. `title` may hold what the text itself leaves unsaid, such as its subject. */
export interface SearchDocument {
  /** Unique among the documents of an index. */
  readonly id: string;
  readonly title?: string | undefined;
  readonly text: string;
}

/** Documents as numbered words; `stems` and `roots` give for each word the number of its stem and of its root letters. */
export interface Corpus {
  readonly titles: readonly Int32Array[];
  readonly texts: readonly Int32Array[];
  /** The words by number, and their stems and roots by number. */
  readonly words: readonly string[];
  readonly stemOf: Int32Array;
  readonly rootOf: Int32Array;
  readonly stems: Vocabulary;
  readonly roots: Vocabulary;
  /** For each word whether it holds a digit. */
  readonly hasDigit: Uint8Array;
}

/** A question as words, without those that say nothing, unless it has no others. */
export interface Query {
  readonly words: readonly string[];
  /** All of its words, also the empty ones. */
  readonly allWords: readonly string[];
}

/** Longer questions are cut: the rest costs time and adds nothing. */
const MOST_QUERY_WORDS = 200;
const DIGIT = /\p{N}/u;

export function readQuery(text: string): Query {
  const allWords = wordsOf(text).slice(0, MOST_QUERY_WORDS);
  const telling = allWords.filter((word) => !isEmptyWord(word));
  return { allWords, words: telling.length > 0 ? telling : allWords };
}

export function readCorpus(documents: readonly SearchDocument[]): Corpus {
  const vocabulary = new Vocabulary();
  const words: string[] = [];
  const read = (text: string): Int32Array =>
    Int32Array.from(wordsOf(text), (word) => {
      const id = vocabulary.add(word);
      if (id === words.length) words.push(word);
      return id;
    });
  const titles = documents.map(({ title }) => read(title ?? ''));
  const texts = documents.map(({ text }) => read(text));
  const stems = new Vocabulary();
  const roots = new Vocabulary();
  const stemForms = words.map(searchStem);
  return {
    titles,
    texts,
    words,
    stems,
    roots,
    stemOf: Int32Array.from(stemForms, (stem) => stems.add(stem)),
    rootOf: Int32Array.from(stemForms, (stem) => roots.add(rootLetters(stem))),
    hasDigit: Uint8Array.from(words, (word) => (DIGIT.test(word) ? 1 : 0)),
  };
}

/** Title and text of each document as one row of words. */
export function titledTexts({ titles, texts }: Corpus): Int32Array[] {
  return texts.map((text, at) => {
    const title = titles[at]!;
    const both = new Int32Array(title.length + text.length);
    both.set(title);
    both.set(text, title.length);
    return both;
  });
}

function wordsOf(text: string): string[] {
  return tokenize(text).map((token) => token.form);
}
