import { KnowledgeError, type PolicyPack, readKnowledge } from '../knowledge/index.ts';
import { KNOWLEDGE_FOLDER } from './folders.ts';

/** `npm run packs`: checks all of knowledge/ and lists, shop by shop, the clauses that no answer covers. */
try {
  const { packs, topics } = readKnowledge(KNOWLEDGE_FOLDER);
  for (const pack of packs) process.stdout.write(`${reportPack(pack)}\n`);
  const answered = new Set(packs.flatMap((pack) => pack.answers.map((answer) => answer.topic)));
  const silent = topics.filter((topic) => !topic.outside && !answered.has(topic.id)).map((topic) => topic.id);
  process.stdout.write(`${topics.length} topics; answered by no shop, and not marked as outside: ${list(silent)}\n`);
} catch (error) {
  if (!(error instanceof KnowledgeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function reportPack(pack: PolicyPack): string {
  const cited = new Set(pack.answers.flatMap((answer) => answer.citations.map((citation) => citation.clause)));
  const uncovered = pack.clauses.filter((clause) => !cited.has(clause.id)).map((clause) => clause.number);
  const { shop, policyVersion, clauses, answers } = pack;
  return `${shop.id} (${policyVersion}): ${clauses.length} clauses, ${answers.length} answers; clauses that no answer covers: ${list(uncovered)}`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
