import { figure, heading, megabytes, whole } from './figures.ts';
import { benchFirstAnswers } from './firstAnswers.ts';
import { startProcess } from './process.ts';

/** What `answersProcess.ts` measures. */
export interface AnswersSample {
  readonly questions: number;
  readonly seconds: number;
  readonly cpuMs: number;
  /** Memory of a process that has loaded Node and this bench only, with all knowledge open, and after the run. */
  readonly rssBytes: { readonly empty: number; readonly open: number; readonly after: number };
}

/** Understanding plus answering, without server and store. */
export async function benchAnswers(): Promise<void> {
  const worker = await startProcess('./answersProcess.ts', [], ['--expose-gc']);
  const { questions, seconds, cpuMs, rssBytes } = await worker.ask<AnswersSample>({});
  await worker.stop();
  heading('Answers: understanding + retrieval + answering + check, in one process, warm, one question after another');
  figure(`questions a second (${whole(questions)} asked in ${seconds.toFixed(1)} s)`, whole(questions / seconds));
  figure('CPU a question, all threads', `${(cpuMs / questions).toFixed(3)} ms`);
  figure('memory that opening all shops adds (RSS)', megabytes(rssBytes.open - rssBytes.empty));
  figure('memory of the process after the run (RSS)', megabytes(rssBytes.after));
  await benchFirstAnswers();
}
