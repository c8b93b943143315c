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
}

/** Recognises intents and topics; one reader serves both classifiers, so that a text is read once. */
export interface Recognizer {
  readonly lexicon: Lexicon;
  readonly reader: FeatureReader;
  readonly topics: TextClassifier;
  readonly intents: TextClassifier;
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
  };
}
