import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KnowledgeFault } from './knowledgeFault.ts';
import {
  type IntentEntry,
  intentsSchema,
  type Phrasings,
  registers,
  type StatementEntry,
  statementsSchema,
  type TopicEntry,
  topicsSchema,
} from './schemas.ts';
import { readYamlFile, type YamlFile } from './yamlFile.ts';

/** What every shop shares: the topics of questions, the intents of messages and what customers tell, with phrasings. */
export interface LanguageData {
  readonly topics: readonly TopicEntry[];
  readonly intents: readonly IntentEntry[];
  readonly statements: readonly StatementEntry[];
}

/** Loads `language/topics/*.yaml`, `intents.yaml` and `statements.yaml`; faults are added to `faults`. */
export function loadLanguageData(root: string, faults: KnowledgeFault[]): LanguageData {
  const folder = join(root, 'language/topics');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (names.length === 0) faults.push({ file: 'language/topics', line: 1, message: 'there are no topics' });
  const topics = names.sort().flatMap((name) => loadTopics(root, `language/topics/${name}`, faults));
  reportRepeatedIds(topics, faults);
  const intents = readYamlFile(root, 'language/intents.yaml', intentsSchema, faults);
  if (intents) reportSilent(intents, 'intents', intents.data.intents, faults);
  const statements = readYamlFile(root, 'language/statements.yaml', statementsSchema, faults);
  if (statements) checkStatements(statements, new Set(topics.map((topic) => topic.id)), faults);
  return { topics, intents: intents?.data.intents ?? [], statements: statements?.data.statements ?? [] };
}

function checkStatements(
  file: YamlFile<{ statements: StatementEntry[] }>,
  topics: ReadonlySet<string>,
  faults: KnowledgeFault[],
): void {
  reportSilent(file, 'statements', file.data.statements, faults);
  for (const [index, { id, topics: lent }] of file.data.statements.entries()) {
    const unknown = lent.filter((topic) => !topics.has(topic));
    if (unknown.length > 0)
      faults.push(file.faultAt(['statements', index, 'topics'], `${id}: there is no topic ${unknown.join(', ')}`));
  }
}

/** All phrasings of an entry, whatever their register. */
export function allPhrasings(phrasings: Phrasings): string[] {
  return registers.flatMap((register) => phrasings[register]);
}

function loadTopics(root: string, name: string, faults: KnowledgeFault[]): TopicEntry[] {
  const file = readYamlFile(root, name, topicsSchema, faults);
  if (!file) return [];
  reportSilent(file, 'topics', file.data.topics, faults);
  return file.data.topics;
}

/** A topic or intent that nobody can say is never recognised. */
function reportSilent(
  file: YamlFile<unknown>,
  list: 'topics' | 'intents' | 'statements',
  entries: readonly { readonly id: string; readonly phrasings: Phrasings }[],
  faults: KnowledgeFault[],
): void {
  for (const [index, entry] of entries.entries()) {
    if (allPhrasings(entry.phrasings).length > 0) continue;
    faults.push(file.faultAt([list, index], `${entry.id} has no phrasings; add some in every register`));
  }
}

function reportRepeatedIds(topics: readonly TopicEntry[], faults: KnowledgeFault[]): void {
  const seen = new Set<string>();
  for (const { id } of topics) {
    if (seen.has(id)) faults.push({ file: 'language/topics', line: 1, message: `topic ${id} is defined twice` });
    seen.add(id);
  }
}
