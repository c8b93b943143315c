import { allPhrasings, type IntentEntry } from '../knowledge/index.ts';
import { type CompiledLexicon, createFeatureReader, loadLexicon, trainClassifier } from '../language/index.ts';
import { dealFolds } from './intentMetrics.ts';

const FOLDS = 5;
const SEED = 20261122;

/** An utterance with its intent. */
export interface JudgedUtterance {
  readonly text: string;
  readonly register: string;
  readonly intent: string;
}

/**
 * Predicts each utterance's intent by a classifier that was trained on the phrasings of knowledge/ and on the
 * utterances of the other folds. Folds are spread evenly over the intents; the seed is fixed.
 */
export function crossValidateIntents(
  utterances: readonly JudgedUtterance[],
  intents: readonly IntentEntry[],
  lexicon: CompiledLexicon,
): { readonly register: string; readonly truth: string; readonly predicted: string; readonly text: string }[] {
  const reader = createFeatureReader(loadLexicon(lexicon));
  const own = intents.flatMap(({ id, phrasings }) => allPhrasings(phrasings).map((text) => ({ text, label: id })));
  const folds = dealFolds(utterances, ({ intent }) => intent, FOLDS, SEED);
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const seen = utterances.filter((_, index) => folds[index] !== fold);
    const lines = [...own, ...seen.map(({ text, intent }) => ({ text, label: intent }))];
    const classifier = trainClassifier(lines, { reader });
    return utterances
      .filter((_, index) => folds[index] === fold)
      .map(({ text, register, intent }) => ({ text, register, truth: intent, predicted: classifier.best(text).label }));
  });
}
