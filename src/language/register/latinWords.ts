import { isArabiziWord } from './arabiziWords.ts';
import { isFrenchGrammar, isFrenchWord } from './frenchWords.ts';

/** How much of the Latin-script words of a message is French and how much Moroccan, in words. */
export interface LatinWeights {
  french: number;
  arabizi: number;
}

/**
 * Weighs Latin-script words in order. A French phrase (a run with grammar: `la commande`, `mon compte`) counts word for
 * word; a lone French noun counts less, because Arabizi borrows nouns freely. Names and models count for nothing.
 */
export function weighLatinWords(words: readonly string[]): LatinWeights {
  const weights = { french: 0, arabizi: 0 };
  for (let at = 0; at < words.length; ) {
    const run = frenchRun(words, at);
    if (run.length === 0) {
      const word = words[at] ?? '';
      if (word.length > 1 && isArabiziWord(word) && !isFrenchWord(word)) weights.arabizi++;
      else if (EITHER.has(word) && word.length > 1) weights.arabizi += EITHER_WEIGHT;
      at++;
    } else {
      weights.french += run.weight;
      at += run.length;
    }
  }
  return weights;
}

interface Run {
  readonly length: number;
  readonly weight: number;
}

function frenchRun(words: readonly string[], start: number): Run {
  let end = start;
  let content = 0;
  let grammar = 0;
  while (end < words.length) {
    const word = words[end] ?? '';
    if (!EITHER.has(word) && !isFrenchWord(word)) break;
    if (!EITHER.has(word)) {
      if (isFrenchGrammar(word)) grammar++;
      else content++;
    }
    end++;
  }
  const sure = content + grammar;
  if (sure === 0) return { length: 0, weight: 0 };
  const lone = grammar === 0 && content === 1 && !words.slice(start, end).some((word) => COURTESY.has(word));
  return { length: end - start, weight: lone ? LONE_NOUN : sure };
}

/** Words of French and of Arabizi alike; they follow their neighbours. */
const EITHER = new Set('l la d ma ta a o ou f n m t s c y fin mais tel tele stop site ok oki chat de a tu'.split(' '));
/** Words that are said for themselves: alone they already change the language. */
const COURTESY = new Set('oui non merci bonjour bonsoir bonne annule annuler accord'.split(' '));
const EITHER_WEIGHT = 0.3;
const LONE_NOUN = 0.4;
