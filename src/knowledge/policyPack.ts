import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReturnRules } from '../returns/index.ts';
import { type Clause, foldSpace } from './clause.ts';
import { cutClauses } from './cutClauses.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import { type Citation, QuoteChecker } from './quoteChecker.ts';
import { loadReturnRules, type ReturnLanguage } from './returnRules.ts';
import { answersSchema, type ShopFile, shopSchema } from './schemas.ts';
import { loadShopForms, type ShopForms } from './shopForms.ts';
import { readYamlFile, type YamlFile } from './yamlFile.ts';

/** The shop's own answer to one topic. */
export interface AuthoredAnswer {
  readonly topic: string;
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** What is known of a shop besides its clauses. */
export type ShopFacts = Omit<ShopFile, 'footer' | 'contact'> & {
  /** How the shop can be reached, as part of a sentence, resting on its own text. */
  readonly contact: { readonly text: string; readonly citations: readonly Citation[] };
};

/** A shop's policy, ready for answering: plain data that can be stored and loaded again. */
export interface PolicyPack {
  readonly shop: ShopFacts;
  /** Names the text that citations were taken from: its date where it states one, and a fingerprint of its letters. */
  readonly policyVersion: string;
  readonly clauses: readonly Clause[];
  readonly answers: readonly AuthoredAnswer[];
  /** What the shop's text says on returns, as rules; absent when the language folder lacks their words. */
  readonly returns?: ReturnRules | undefined;
  /** What the shop's text asks of complaints and privacy requests; absent when the shop has no forms. */
  readonly forms?: ShopForms | undefined;
}

const FINGERPRINT_LENGTH = 8;

/**
 * Loads `shops/<shop>/`: the text, the shop's facts and its authored answers, everything checked.
 * Faults are added to `faults`; the result is undefined when the pack cannot be used at all.
 */
export function loadPolicyPack(
  root: string,
  shop: string,
  topics: ReadonlySet<string>,
  language: ReturnLanguage | undefined,
  faults: KnowledgeFault[],
): PolicyPack | undefined {
  const folder = `shops/${shop}`;
  const shopFile = readYamlFile(root, `${folder}/shop.yaml`, shopSchema, faults);
  const textPath = join(root, folder, 'policy.txt');
  if (!existsSync(textPath))
    faults.push({ file: `${folder}/policy.txt`, line: 1, message: 'the policy text is missing' });
  if (!shopFile || !existsSync(textPath)) return undefined;
  if (shopFile.data.id !== shop) faults.push(shopFile.faultAt(['id'], `id must be the folder's name, ${shop}`));
  const policyText = readFileSync(textPath, 'utf8');
  const clauses = cutClauses(policyText, { shop, footer: shopFile.data.footer });
  const checker = new QuoteChecker(clauses, policyVersion(policyText, shopFile.data), faults);
  const answers = readdirSync(join(root, folder))
    .filter((name) => /^answers(\..+)?\.yaml$/u.test(name))
    .sort()
    .flatMap((name) => loadAnswers(root, `${folder}/${name}`, checker, topics, faults));
  reportRepeatedTopics(folder, answers, faults);
  const facts = shopFacts(shopFile, checker);
  const text = { shop, clauses, policyVersion: checker.version };
  const returns = language && loadReturnRules(root, text, language, faults);
  const forms = loadShopForms(root, shop, checker, faults);
  return { shop: facts, policyVersion: checker.version, clauses, answers, returns, forms };
}

function policyVersion(policyText: string, shop: ShopFile): string {
  const fingerprint = createHash('sha256').update(foldSpace(policyText)).digest('hex').slice(0, FINGERPRINT_LENGTH);
  return `${shop.effectiveFrom?.date ?? 'undated'}-${fingerprint}`;
}

function shopFacts(file: YamlFile<ShopFile>, checker: QuoteChecker): ShopFacts {
  const { footer: _footer, contact, ...facts } = file.data;
  if (facts.effectiveFrom) checker.cite(file, ['effectiveFrom'], facts.effectiveFrom);
  return { ...facts, contact: { text: contact.text, citations: checker.support(file, ['contact'], contact) } };
}

function loadAnswers(
  root: string,
  name: string,
  checker: QuoteChecker,
  topics: ReadonlySet<string>,
  faults: KnowledgeFault[],
): AuthoredAnswer[] {
  const file = readYamlFile(root, name, answersSchema, faults);
  return (file?.data.answers ?? []).map((entry, index) => {
    const place = ['answers', index];
    if (!topics.has(entry.topic)) faults.push(file!.faultAt([...place, 'topic'], `unknown topic ${entry.topic}`));
    return { topic: entry.topic, text: foldSpace(entry.text), citations: checker.support(file!, place, entry) };
  });
}

function reportRepeatedTopics(folder: string, answers: readonly AuthoredAnswer[], faults: KnowledgeFault[]): void {
  const seen = new Set<string>();
  for (const answer of answers) {
    if (seen.has(answer.topic)) {
      faults.push({ file: folder, line: 1, message: `topic ${answer.topic} is answered twice; keep one answer` });
    }
    seen.add(answer.topic);
  }
}
