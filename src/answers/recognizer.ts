import {
  type CompiledLexicon,
  createFeatureReader,
  type FeatureReader,
  type Lexicon,
  loadLexicon,
  TextClassifier,
} from '../language/index.ts';

/** The trained parts of understanding as they are kept on disk. */
export interface TrainedRecognizer {
  readonly lexicon: CompiledLexicon;
  readonly topics: Uint8Array;
  readonly intents: Uint8Array;
  readonly statements: Uint8Array;
}

/** Recognises intents, topics and what customers tell of a purchase; one reader serves all classifiers, so that a text is read once. */
export interface Recognizer {
  readonly lexicon: Lexicon;
  readonly reader: FeatureReader;
  readonly topics: TextClassifier;
  readonly intents: TextClassifier;
  readonly statements: TextClassifier;
}

/** Makes a recognizer from what training left behind. */
export function openRecognizer(trained: TrainedRecognizer): Recognizer {
  const lexicon = loadLexicon(trained.lexicon);
  const reader = createFeatureReader(lexicon);
  return {
    lexicon,
    reader,
    topics: TextClassifier.load(trained.topics, reader),
    intents: TextClassifier.load(trained.intents, reader),
    statements: TextClassifier.load(trained.statements, reader),
  };
}
