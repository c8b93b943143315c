export { dependsOnBefore } from './dependsOnBefore.ts';
export * from './entities/index.ts';
export { createFeatureReader, FEATURE_GROUPS, type FeatureReader, type Features } from './features.ts';
export {
  type CompiledLexicon,
  compileLexicon,
  EMPTY_LEXICON,
  type Lexicon,
  type LexiconEntry,
  loadLexicon,
} from './lexicon.ts';
export { lightStem, lightStemFrench } from './lightStem.ts';
export { readSaidWords, type SaidWord } from './negation.ts';
export { normalize } from './normalize.ts';
export { statedSpans, statesBelief } from './premise.ts';
export { type MessagePart, splitMessage } from './questionParts.ts';
export { readCompiledLexicon, readLexicon } from './readLexicon.ts';
export { type Register, readRegister } from './register/readRegister.ts';
export { skeleton } from './skeleton.ts';
export { type LabelScore, TextClassifier } from './textClassifier.ts';
export { type Script, type Token, tokenize, tokenizeNormalized } from './tokenize.ts';
export { toStandardArabic } from './toStandardArabic.ts';
export { type LabelledText, TRAINING_DEFAULTS, type TrainingOptions, trainClassifier } from './trainClassifier.ts';
export { transliterate } from './transliterate.ts';
export { asksYesNo, withoutYesNo } from './yesNo.ts';
