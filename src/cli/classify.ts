import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createFeatureReader,
  type LabelledText,
  readLexicon,
  type TextClassifier,
  trainClassifier,
} from '../language/index.ts';
import { KNOWLEDGE_FOLDER } from './folders.ts';
import {
  InputFileError,
  type JsonLinesRun,
  type JsonRecord,
  LineError,
  readJsonLinesFile,
  runJsonLinesCommand,
  textField,
} from './jsonLines.ts';

/** `classify --train train.jsonl < texts.jsonl`: the classifier behind intents and topics, on anybody's labels. */
await runJsonLinesCommand('classify', async () => classifyWith(train(await readTrainingLines(trainPath()))));

function trainPath(): string {
  const usage = 'usage: npm run --silent classify -- --train train.jsonl < texts.jsonl';
  try {
    const { values } = parseArgs({ options: { train: { type: 'string' } } });
    if (values.train) return values.train;
  } catch (error) {
    throw new InputFileError(`${(error as Error).message}\n${usage}`, { cause: error });
  }
  throw new InputFileError(`--train is missing\n${usage}`);
}

async function readTrainingLines(path: string): Promise<LabelledText[]> {
  const lines = await readJsonLinesFile(path, (record: JsonRecord) => {
    const label = textField(record, 'label');
    if (label === '') throw new LineError('invalid_field', 'the field "label" must not be empty');
    return { text: textField(record, 'text'), label };
  });
  if (lines.length === 0) throw new InputFileError(`${path} holds no training line`);
  return lines;
}

function train(lines: readonly LabelledText[]): TextClassifier {
  const labels = new Set(lines.map((line) => line.label)).size;
  process.stderr.write(`classify: training on ${lines.length} lines with ${labels} labels\n`);
  const started = performance.now();
  const classifier = trainClassifier(lines, {
    reader: createFeatureReader(readLexicon(join(KNOWLEDGE_FOLDER, 'language'))),
    onPass: (pass) => process.stderr.write(`classify: pass ${pass} done\n`),
  });
  process.stderr.write(`classify: trained in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return classifier;
}

function classifyWith(classifier: TextClassifier): JsonLinesRun['answer'] {
  return (record) => {
    const { label, probability } = classifier.best(textField(record, 'text'));
    return { label, confidence: Number(probability.toFixed(4)) };
  };
}
