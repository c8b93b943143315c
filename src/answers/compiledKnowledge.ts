import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Knowledge, type PolicyPack, readKnowledge, type TopicEntry } from '../knowledge/index.ts';
import { type CompiledLexicon, readCompiledLexicon } from '../language/index.ts';
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
  /** Told before the recognizer is trained anew, since that takes seconds. */
  readonly onTraining?: () => void;
}

/** What the checked packs and topics depend on, below this folder. */
const FACTS_CODE = ['../knowledge', '../returns'];
/** What the trained recognizer depends on besides the shared language. */
const TRAINING_CODE = ['../language', 'trainRecognizer.ts', 'compiledKnowledge.ts'];

/**
 * The knowledge folder, compiled. The kept form is used as long as neither the knowledge nor the code that reads it
 * has changed. A change of a shop's pack is checked again at once; only a change of the shared language, which trains
 * the recognizer, takes seconds.
 * @throws KnowledgeError naming file and line of every fault.
 */
export function openCompiledKnowledge(options: CompileOptions): CompiledKnowledge {
  const { root, cache } = options;
  mkdirSync(cache, { recursive: true });
  const language = fingerprint([join(root, 'language'), ...code(TRAINING_CODE)]);
  const everything = fingerprint([root, ...code([...TRAINING_CODE, ...FACTS_CODE])]);
  const kept = readKept(cache, everything, language);
  if (kept) return kept;
  const knowledge = readKnowledge(root);
  const trained = readTrained(cache, language) ?? train(options, language, knowledge);
  const facts: KeptFacts = { packs: knowledge.packs, topics: knowledge.topics.map(withoutPhrasings) };
  replace(cache, `${FACTS}-${everything}.json`, JSON.stringify(facts));
  return { ...facts, trained };
}

function train(options: CompileOptions, language: string, knowledge: Knowledge): TrainedRecognizer {
  options.onTraining?.();
  const trained = trainRecognizer(knowledge, readCompiledLexicon(join(options.root, 'language')));
  replace(options.cache, `${LEXICON}-${language}.json`, JSON.stringify(trained.lexicon));
  replace(options.cache, `${INTENTS}-${language}.bin`, trained.intents);
  replace(options.cache, `${STATEMENTS}-${language}.bin`, trained.statements);
  replace(options.cache, `${TOPICS}-${language}.bin`, trained.topics);
  return trained;
}

function withoutPhrasings({ id, title, outside }: TopicEntry): CompiledKnowledge['topics'][number] {
  return { id, title, outside };
}

const FACTS = 'facts';
const LEXICON = 'lexicon';
const INTENTS = 'intents';
const STATEMENTS = 'statements';
const TOPICS = 'topics';

type KeptFacts = Pick<CompiledKnowledge, 'packs' | 'topics'>;

function readKept(cache: string, everything: string, language: string): CompiledKnowledge | undefined {
  const path = join(cache, `${FACTS}-${everything}.json`);
  const trained = readTrained(cache, language);
  if (!existsSync(path) || !trained) return undefined;
  return { ...(JSON.parse(readFileSync(path, 'utf8')) as KeptFacts), trained };
}

/** Topics are written last: when they are there, the others are. */
function readTrained(cache: string, language: string): TrainedRecognizer | undefined {
  const path = (name: string, ending: string) => join(cache, `${name}-${language}.${ending}`);
  if (!existsSync(path(TOPICS, 'bin'))) return undefined;
  const lexicon = JSON.parse(readFileSync(path(LEXICON, 'json'), 'utf8')) as CompiledLexicon;
  const bytes = (name: string) => readFileSync(path(name, 'bin'));
  return { lexicon, intents: bytes(INTENTS), statements: bytes(STATEMENTS), topics: bytes(TOPICS) };
}

/** Writes by renaming, so that another process sees a whole file or none, and removes the form that it replaces. */
function replace(cache: string, name: string, content: string | Uint8Array): void {
  const draft = join(cache, `.${process.pid}-${name}`);
  writeFileSync(draft, content);
  renameSync(draft, join(cache, name));
  const [kind] = name.split('-');
  for (const other of readdirSync(cache)) {
    if (other !== name && other.startsWith(`${kind}-`)) rmSync(join(cache, other), { force: true });
  }
}

function code(names: readonly string[]): string[] {
  return names.map((name) => fileURLToPath(new URL(name, import.meta.url))).filter((path) => existsSync(path));
}

/** A digest of all YAML, text and code files below the paths, names included. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (statSync(path).isFile()) digest(hash, basename(path), path);
    else for (const name of filesBelow(path)) digest(hash, name, join(path, name));
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(?:ts|yaml|txt)$/u.test(name)).sort();
}

function digest(hash: Hash, name: string, path: string): void {
  hash.update(name).update('\0').update(readFileSync(path)).update('\0');
}
