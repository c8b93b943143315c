export {
  cursorOf,
  UNANSWERED,
  type UnansweredQuestion,
  UnansweredQuestions,
  type UnansweredRecord,
} from './unansweredQuestions.ts';
