import { parseArgs } from 'node:util';
import { createSearchIndex, type SearchDocument } from '../search/index.ts';
import {
  InputFileError,
  type JsonLinesRun,
  type JsonRecord,
  LineError,
  optionalTextField,
  readJsonLinesFile,
  runJsonLinesCommand,
  textField,
} from './jsonLines.ts';

/** Document ids a query is answered with, at most. */
const MOST_RESULTS = 10;

/** `rank --documents documents.jsonl < queries.jsonl`: the clause search on anybody's documents. */
await runJsonLinesCommand('rank', async () => rankDocuments(await readDocuments(documentsPath())));

function documentsPath(): string {
  const usage = 'usage: npm run --silent rank -- --documents documents.jsonl < queries.jsonl';
  try {
    const { values } = parseArgs({ options: { documents: { type: 'string' } } });
    if (values.documents) return values.documents;
  } catch (error) {
    throw new InputFileError(`${(error as Error).message}\n${usage}`, { cause: error });
  }
  throw new InputFileError(`--documents is missing\n${usage}`);
}

async function readDocuments(path: string): Promise<SearchDocument[]> {
  const seen = new Set<string>();
  return readJsonLinesFile(path, (record: JsonRecord) => {
    const id = textField(record, 'id');
    if (seen.has(id)) throw new LineError('repeated_id', `the id ${JSON.stringify(id)} stands on an earlier line too`);
    seen.add(id);
    return { id, title: optionalTextField(record, 'title'), text: textField(record, 'text') };
  });
}

function rankDocuments(documents: readonly SearchDocument[]): JsonLinesRun['answer'] {
  const index = createSearchIndex(documents);
  return (record) => ({ ranking: index.search(textField(record, 'query'), MOST_RESULTS).map(({ id }) => id) });
}
