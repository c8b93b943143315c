import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeError, type KnowledgeFault } from './knowledgeFault.ts';
import { loadLanguageData } from './languageData.ts';
import { loadPolicyPack, type PolicyPack } from './policyPack.ts';
import { loadReturnLanguage } from './returnRules.ts';
import type { IntentEntry, StatementEntry, TopicEntry } from './schemas.ts';

/** Everything under knowledge/, checked: plain data that can be stored and loaded again. */
export interface Knowledge {
  readonly packs: readonly PolicyPack[];
  readonly topics: readonly TopicEntry[];
  readonly intents: readonly IntentEntry[];
  readonly statements: readonly StatementEntry[];
}

/**
 * Reads and checks the knowledge folder.
 * @throws KnowledgeError naming file and line of every fault.
 */
export function readKnowledge(root: string): Knowledge {
  const faults: KnowledgeFault[] = [];
  const language = loadLanguageData(root, faults);
  const known = new Set(language.topics.map((topic) => topic.id));
  const returns = loadReturnLanguage(root, faults);
  const packs = shopFolders(root).map((shop) => loadPolicyPack(root, shop, known, returns, faults));
  if (packs.length === 0) faults.push({ file: 'shops', line: 1, message: 'there is no shop' });
  if (faults.length > 0) throw new KnowledgeError(faults);
  return { packs: packs.filter((pack) => pack !== undefined), ...language };
}

function shopFolders(root: string): string[] {
  const folder = join(root, 'shops');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
