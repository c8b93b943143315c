import { z } from 'zod';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { createQuestionAnswerer, type QuestionAnswerer } from '../answers/index.ts';
import { readRegister } from '../language/index.ts';
import { type JsonRecord, LineError, runJsonLinesCommand } from './jsonLines.ts';
import { openKnowledge } from './knowledgeFolder.ts';

const questionLine = z.object({
  shop: z.string(),
  question: z.string(),
  history: z.array(z.string()).default([]),
});

/** `npm run --silent ask < questions.jsonl`: one policy question, one grounded answer (docs/commands.md). */
await runJsonLinesCommand('ask', () => {
  const answerer = createQuestionAnswerer(openKnowledge(), openSay());
  return (record) => answerLine(answerer, record);
});

async function answerLine(answerer: QuestionAnswerer, record: JsonRecord): Promise<object> {
  const line = questionLine.safeParse(record);
  if (!line.success) throw new LineError('invalid_line', describe(line.error));
  const { shop, question, history } = line.data;
  if (!answerer.shops.includes(shop)) {
    throw new LineError('unknown_shop', `unknown shop ${JSON.stringify(shop)}; known are ${answerer.shops.join(', ')}`);
  }
  const { answer, intent } = await answerer.answer(shop, { question, history });
  return {
    answer: answer.text,
    citations: answer.status === 'answered' ? answer.citations.map(({ clause, quote }) => ({ clause, quote })) : [],
    abstained: answer.status === 'abstained',
    intent,
    register: readRegister(question),
  };
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`).join('; ');
}
