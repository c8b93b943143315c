import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PolicyPack, readKnowledge, type TopicEntry } from '../knowledge/index.ts';
import { readCompiledLexicon } from '../language/index.ts';
import type { TrainedRecognizer } from './recognizer.ts';
import { trainRecognizer } from './trainRecognizer.ts';

/** Knowledge as the running product needs it: checked packs, topic titles, and the trained recognizer. */
export interface CompiledKnowledge {
  readonly packs: readonly PolicyPack[];
  readonly topics: readonly Pick<TopicEntry, 'id' | 'title' | 'outside'>[];
  readonly trained: TrainedRecognizer;
}

export interface CompileOptions {
  /** The knowledge folder. */
  readonly root: string;
  /** Where the compiled form is kept between starts. */
  readonly cache: string;
  /** Told when the compiled form is missing or older than the knowledge, since making it takes seconds. */
  readonly onCompile?: () => void;
}

const CODE_FOLDERS = ['../language', '../knowledge', '.'];

/**
 * The knowledge folder, compiled. The kept form is used as long as neither the knowledge nor the code that reads it
 * has changed; else it is made anew and kept.
 * @throws KnowledgeError naming file and line of every fault.
 */
export function openCompiledKnowledge(options: CompileOptions): CompiledKnowledge {
  const fingerprint = fingerprintOf(options.root);
  const kept = readKept(options.cache, fingerprint);
  if (kept) return kept;
  options.onCompile?.();
  const compiled = compileKnowledge(options.root);
  keep(options.cache, fingerprint, compiled);
  return compiled;
}

/** Reads, checks and trains; touches nothing but the knowledge folder. */
export function compileKnowledge(root: string): CompiledKnowledge {
  const knowledge = readKnowledge(root);
  const trained = trainRecognizer(knowledge, readCompiledLexicon(join(root, 'language')));
  const topics = knowledge.topics.map(({ id, title, outside }) => ({ id, title, outside }));
  return { packs: knowledge.packs, topics, trained };
}

function fingerprintOf(root: string): string {
  const hash = createHash('sha256');
  const here = dirname(fileURLToPath(import.meta.url));
  for (const folder of [root, ...CODE_FOLDERS.map((name) => join(here, name))]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.(?:ts|yaml|txt)$/u.test(name)) continue;
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(join(folder, name)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

const FACTS = 'knowledge.json';
const TOPICS = 'topics.bin';
const INTENTS = 'intents.bin';

function readKept(cache: string, fingerprint: string): CompiledKnowledge | undefined {
  if (!existsSync(join(cache, FACTS))) return undefined;
  const kept = JSON.parse(readFileSync(join(cache, FACTS), 'utf8')) as KeptFacts;
  if (kept.fingerprint !== fingerprint) return undefined;
  const [topics, intents] = [TOPICS, INTENTS].map((name) => readFileSync(join(cache, `${fingerprint}-${name}`)));
  if (!topics || !intents) return undefined;
  return { packs: kept.packs, topics: kept.topics, trained: { lexicon: kept.lexicon, topics, intents } };
}

interface KeptFacts extends Pick<CompiledKnowledge, 'packs' | 'topics'> {
  readonly fingerprint: string;
  readonly lexicon: TrainedRecognizer['lexicon'];
}

/** Models first, facts last and by renaming: a start in the middle of it sees the old form or the new one. */
function keep(cache: string, fingerprint: string, { packs, topics, trained }: CompiledKnowledge): void {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, `${fingerprint}-${TOPICS}`), trained.topics);
  writeFileSync(join(cache, `${fingerprint}-${INTENTS}`), trained.intents);
  const facts: KeptFacts = { fingerprint, packs, topics, lexicon: trained.lexicon };
  const draft = join(cache, `${FACTS}.${process.pid}`);
  writeFileSync(draft, JSON.stringify(facts));
  renameSync(draft, join(cache, FACTS));
}
