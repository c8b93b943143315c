import { normalize } from '../src/language/index.ts';
import type { MessageReader } from './recognition/messageReader.ts';
import type { Reading } from './recognition/reading.ts';

/**
 * Which of several offered things a message picks: by a title, by its number in the list, or by words that fit one of
 * them best. `titles` has, for each thing, the names that it goes by. Undefined when it is not clear.
 */
export function pickFrom(
  reading: Reading,
  titles: readonly (readonly string[])[],
  reader: MessageReader,
): number | undefined {
  const said = normalize(reading.text);
  const exact = titles.findIndex((names) => names.some((name) => normalize(name) === said));
  if (exact >= 0) return exact;
  const place = Number(reading.digits ?? 0) - 1;
  if (titles[place] && /^\D*\d\D*$/u.test(said) && said.length < MOST_PLACE) return place;
  return pickByWords(reading.text, titles, reader);
}

/** The thing that most words of a message fit; undefined when none or several fit equally. */
function pickByWords(text: string, titles: readonly (readonly string[])[], reader: MessageReader): number | undefined {
  const said = reader.keys(text);
  const sets = titles.map((names) => reader.keys(names.join(' ')));
  const headed = titles.map((names) => [...headKeys(names, reader)].some((key) => said.has(key)));
  const scores = sets.map((keys, at) => scoreOf(said, keys, sets) + (headed[at] ? HEAD : 0));
  const best = Math.max(...scores);
  if (best > 0 && scores.filter((score) => score === best).length === 1) return scores.indexOf(best);
  return headed.filter(Boolean).length === 1 ? headed.indexOf(true) : undefined;
}

const MOST_PLACE = 12;

/**
 * The thing that a message names clearly though it was not asked for: by its kind of article, or by two words or more.
 * Less than that is a chance meeting of words.
 */
export function pickNamed(
  text: string,
  titles: readonly (readonly string[])[],
  reader: MessageReader,
): number | undefined {
  const picked = pickByWords(text, titles, reader);
  if (picked === undefined) return undefined;
  const said = reader.keys(text);
  const met = [...reader.keys((titles[picked] ?? []).join(' '))].filter((key) => said.has(key));
  if (met.length >= 2 || met.some((key) => key.startsWith('#'))) return picked;
  // One word is enough where it is what the thing is called: "the magazine".
  const heads = titles.map((names) => headKeys(names, reader)).filter((keys) => met.some((key) => keys.has(key)));
  return heads.length === 1 && met.some((key) => headKeys(titles[picked] ?? [], reader).has(key)) ? picked : undefined;
}

/** What a thing is called first is what it is: "the tablet" is the tablet, not its cover. */
function headKeys(names: readonly string[], reader: MessageReader): ReadonlySet<string> {
  return reader.keys(names.map((name) => name.split(' ')[0] ?? '').join(' '));
}

/** How much the first word of a title counts beside its other words. */
const HEAD = 0.5;

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
