import { type Lexicon, lightStem, normalize, skeleton, tokenize, toStandardArabic } from '../src/language/index.ts';
import type { Reading } from './recognition/reading.ts';

/**
 * Which of several offered things a message picks: by a title, by its number in the list, or by words that fit one of
 * them best. `titles` has, for each thing, the names that it goes by. Undefined when it is not clear.
 */
export function pickFrom(
  reading: Reading,
  titles: readonly (readonly string[])[],
  lexicon: Lexicon,
): number | undefined {
  const said = normalize(reading.text);
  const exact = titles.findIndex((names) => names.some((name) => normalize(name) === said));
  if (exact >= 0) return exact;
  const place = Number(reading.digits ?? 0) - 1;
  if (titles[place] && /^\D*\d\D*$/u.test(said) && said.length < MOST_PLACE) return place;
  return pickByWords(reading.text, titles, lexicon);
}

/** The thing that most words of a message fit; undefined when none or several fit equally. */
export function pickByWords(
  text: string,
  titles: readonly (readonly string[])[],
  lexicon: Lexicon,
): number | undefined {
  const said = keysOf(text, lexicon);
  const sets = titles.map((names) => keysOf(names.join(' '), lexicon));
  const scores = sets.map((keys) => scoreOf(said, keys, sets));
  const best = Math.max(...scores);
  if (best <= 0) return undefined;
  return scores.filter((score) => score === best).length === 1 ? scores.indexOf(best) : undefined;
}

const MOST_PLACE = 12;

/** Words that only one of the things has tell more than those that all share. */
function scoreOf(said: ReadonlySet<string>, keys: ReadonlySet<string>, all: readonly ReadonlySet<string>[]): number {
  let score = 0;
  for (const key of keys) if (said.has(key)) score += 1 / all.filter((other) => other.has(key)).length;
  return score === 0 || isOnlyShared(said, keys, all) ? 0 : score;
}

function isOnlyShared(
  said: ReadonlySet<string>,
  keys: ReadonlySet<string>,
  all: readonly ReadonlySet<string>[],
): boolean {
  return (
    [...keys].filter((key) => said.has(key)).every((key) => all.every((other) => other.has(key))) && all.length > 1
  );
}

/** Stems, consonants and Standard Arabic meanings of the telling words of a text. */
function keysOf(text: string, lexicon: Lexicon): Set<string> {
  const keys = new Set<string>();
  for (const { form, script } of [...tokenize(text), ...tokenize(toStandardArabic(lexicon, text))]) {
    if (form.length < 3 || script === 'number') continue;
    const stem = script === 'arabic' ? lightStem(form) : form;
    if (stem.length >= 3) keys.add(stem);
    const consonants = skeleton(script === 'arabic' ? stem : form);
    if (consonants.length >= 3) keys.add(`~${consonants}`);
  }
  return keys;
}
