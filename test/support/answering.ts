import { openSay } from '../../dialogs/locales/openSay.ts';
import { type CompiledKnowledge, createQuestionAnswerer, type QuestionAnswerer } from '../../src/answers/index.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';

let opened: { knowledge: CompiledKnowledge; answerer: QuestionAnswerer } | undefined;

/** The real knowledge and the real answerer, opened once a test file. */
export function openAnswering(): { knowledge: CompiledKnowledge; answerer: QuestionAnswerer } {
  if (!opened) {
    const knowledge = openKnowledge();
    opened = { knowledge, answerer: createQuestionAnswerer(knowledge, openSay()) };
  }
  return opened;
}
