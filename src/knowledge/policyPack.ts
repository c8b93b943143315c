import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clause, foldSpace, isVerbatim } from './clause.ts';
import { cutClauses } from './cutClauses.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import { type AnswerEntry, answersSchema, type ShopFile, shopSchema } from './schemas.ts';
import { unsupportedFigures } from './statedFigures.ts';
import { readYamlFile, type YamlFile, type YamlPath } from './yamlFile.ts';

/** A clause with a verbatim piece of it, and the version of the policy it was taken from. */
export interface Citation {
  readonly clause: string;
  readonly quote: string;
  readonly policyVersion: string;
}

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
  return { shop: shopFacts(shopFile, checker), policyVersion: checker.version, clauses, answers };
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

/** Checks quotes and figures of one shop's files against its clauses. */
class QuoteChecker {
  readonly version: string;
  readonly #clauses: ReadonlyMap<string, Clause>;
  readonly #faults: KnowledgeFault[];

  constructor(clauses: readonly Clause[], version: string, faults: KnowledgeFault[]) {
    this.#clauses = new Map(clauses.map((clause) => [clause.number, clause]));
    this.version = version;
    this.#faults = faults;
  }

  /** Turns a text's quotes into citations and reports every figure that none of them supports. */
  support(file: YamlFile<unknown>, place: YamlPath, entry: Pick<AnswerEntry, 'text' | 'citations'>): Citation[] {
    for (const figure of unsupportedFigures(
      entry.text,
      entry.citations.map((citation) => citation.quote),
    )) {
      this.#faults.push(file.faultAt([...place, 'text'], `"${figure}" stands in the text but in none of its quotes`));
    }
    return entry.citations.map((quoted, index) => this.cite(file, [...place, 'citations', index], quoted));
  }

  cite(file: YamlFile<unknown>, place: YamlPath, quoted: { clause: string; quote: string }): Citation {
    const clause = this.#clauses.get(quoted.clause);
    if (!clause) {
      this.#faults.push(
        file.faultAt([...place, 'clause'], `unknown clause ${quoted.clause}; ${this.#nearest(quoted.clause)}`),
      );
    } else if (!isVerbatim(quoted.quote, clause.text)) {
      this.#faults.push(file.faultAt([...place, 'quote'], this.#explainQuote(clause, quoted.quote)));
    }
    return { clause: clause?.id ?? quoted.clause, quote: foldSpace(quoted.quote), policyVersion: this.version };
  }

  #nearest(number: string): string {
    const section = number.split(/[.-]/u)[0];
    const near = [...this.#clauses.keys()].filter((other) => other.split(/[.-]/u)[0] === section);
    return near.length > 0 ? `the text has ${near.join(', ')}` : `the text has ${this.#clauses.size} clauses from 0 on`;
  }

  #explainQuote(clause: Clause, quote: string): string {
    const home = [...this.#clauses.values()].find((other) => isVerbatim(quote, other.text));
    const where = home ? `it stands in clause ${home.number}` : 'copy it letter by letter from policy.txt';
    return `the quote does not stand in clause ${clause.number}: ${where}`;
  }
}
