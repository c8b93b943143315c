export { type AnswerPipeline, type Checked, createAnswerPipeline, type Question } from './answerPipeline.ts';
export { type AnswerFault, checkAnswer, checkGround } from './checkAnswer.ts';
export { type ClauseDocument, ClauseRetriever } from './clauseRetriever.ts';
export { type CompiledKnowledge, openCompiledKnowledge } from './compiledKnowledge.ts';
export type { AbstentionReason, GroundedAnswer, Say } from './groundedAnswer.ts';
export { ANSWER_THRESHOLDS, type AnswerThresholds } from './groundPart.ts';
export { createQuestionAnswerer, type QuestionAnswerer, type QuestionResult } from './questionAnswerer.ts';
export { type MessageReading, type ReadQuestion, readMessage, readQuestion } from './readQuestion.ts';
export { openRecognizer, type Recognizer } from './recognizer.ts';
