export {
  cursorOf,
  forgetQuestions,
  UNANSWERED,
  type UnansweredQuestion,
  UnansweredQuestions,
  type UnansweredRecord,
} from './unansweredQuestions.ts';
