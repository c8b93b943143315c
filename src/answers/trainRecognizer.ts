import { allPhrasings, type Knowledge } from '../knowledge/index.ts';
import {
  type CompiledLexicon,
  createFeatureReader,
  type LabelledText,
  loadLexicon,
  trainClassifier,
} from '../language/index.ts';
import type { TrainedRecognizer } from './recognizer.ts';

/** Trains topics, intents and statements from the phrasings of the knowledge folder. Takes seconds; the build does it once. */
export function trainRecognizer(
  knowledge: Pick<Knowledge, 'topics' | 'intents' | 'statements'>,
  lexicon: CompiledLexicon,
): TrainedRecognizer {
  const reader = createFeatureReader(loadLexicon(lexicon));
  return {
    lexicon,
    topics: trainClassifier(labelled(knowledge.topics), { reader, minTexts: 1 }).save(),
    intents: trainClassifier(labelled(knowledge.intents), { reader, minTexts: 1 }).save(),
    statements: trainClassifier(labelledStatements(knowledge), { reader, minTexts: 1 }).save(),
  };
}

function labelledStatements({ statements, topics }: Pick<Knowledge, 'statements' | 'topics'>): LabelledText[] {
  const lent = statements.flatMap(({ id, topics: names }) =>
    topics.filter((topic) => names.includes(topic.id)).map(({ phrasings }) => ({ id, phrasings })),
  );
  return labelled([...statements, ...lent]);
}

function labelled(entries: readonly Pick<Knowledge['topics'][number], 'id' | 'phrasings'>[]): LabelledText[] {
  return entries.flatMap((entry) => allPhrasings(entry.phrasings).map((text) => ({ text, label: entry.id })));
}
