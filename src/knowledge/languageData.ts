import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KnowledgeFault } from './knowledgeFault.ts';
import {
  type IntentEntry,
  intentsSchema,
  type Phrasings,
  registers,
  type TopicEntry,
  topicsSchema,
} from './schemas.ts';
import { readYamlFile, type YamlFile } from './yamlFile.ts';

/** What every shop shares: the topics that questions are about and the intents of messages, with their phrasings. */
export interface LanguageData {
  readonly topics: readonly TopicEntry[];
  readonly intents: readonly IntentEntry[];
}

/** Loads `language/topics/*.yaml` and `language/intents.yaml`; faults are added to `faults`. */
export function loadLanguageData(root: string, faults: KnowledgeFault[]): LanguageData {
  const folder = join(root, 'language/topics');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (names.length === 0) faults.push({ file: 'language/topics', line: 1, message: 'there are no topics' });
  const topics = names.sort().flatMap((name) => loadTopics(root, `language/topics/${name}`, faults));
  reportRepeatedIds(topics, faults);
  const intents = readYamlFile(root, 'language/intents.yaml', intentsSchema, faults);
  if (intents) reportSilent(intents, 'intents', intents.data.intents, faults);
  return { topics, intents: intents?.data.intents ?? [] };
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
  list: 'topics' | 'intents',
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
