import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkVersion,
  type HolidayTable,
  holidaysSchema,
  openCalendar,
  type ReturnRules,
  type ReturnWords,
  type RulesVersion,
  returnsSchema,
  runExamples,
  unexercisedRules,
  type VersionFile,
  wordsSchema,
} from '../returns/index.ts';
import type { Clause } from './clause.ts';
import { cutClauses } from './cutClauses.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import { QuoteChecker } from './quoteChecker.ts';
import { loadReturnExamples } from './returnExamples.ts';
import { unsupportedFigures } from './statedFigures.ts';
import { readYamlFile, type YamlFile, type YamlPath } from './yamlFile.ts';

/** What every shop's return rules share: the sentences of explanations and the public holidays. */
export interface ReturnLanguage {
  readonly words: ReturnWords;
  readonly holidays: HolidayTable;
}

/** The text that a shop's rules are taken from. */
export interface PolicyText {
  readonly shop: string;
  readonly policyVersion: string;
  readonly clauses: readonly Clause[];
}

/** Loads `language/returns.yaml` and `language/holidays.yaml`; faults are added to `faults`. */
export function loadReturnLanguage(root: string, faults: KnowledgeFault[]): ReturnLanguage | undefined {
  const words = readYamlFile(root, 'language/returns.yaml', wordsSchema, faults);
  const holidays = readYamlFile(root, 'language/holidays.yaml', holidaysSchema, faults);
  if (!words || !holidays) return undefined;
  return { words: words.data, holidays: holidays.data };
}

/**
 * Loads `shops/<shop>/returns.yaml`, checks it against the policy text and runs the shop's examples by it. A shop
 * without the file has no return rules. Faults are added to `faults`; the result is undefined when there are any.
 */
export function loadReturnRules(
  root: string,
  text: PolicyText,
  language: ReturnLanguage,
  faults: KnowledgeFault[],
): ReturnRules | undefined {
  const name = `shops/${text.shop}/returns.yaml`;
  const shared = { shop: text.shop, policyVersion: text.policyVersion, ...language };
  if (!existsSync(join(root, name))) return { ...shared, status: 'none' };
  const found: KnowledgeFault[] = [];
  const file = readYamlFile(root, name, returnsSchema, found);
  const versions = (file?.data.versions ?? []).map((version, index) =>
    loadVersion(root, file!, ['versions', index], version, text, found),
  );
  let rules: ReturnRules | undefined;
  if (file && found.length === 0) {
    rules = file.data.versions ? { ...shared, status: 'rules', versions } : { ...shared, status: 'none' };
    proveByExamples(root, rules, file, found);
  }
  faults.push(...found);
  return rules;
}

function loadVersion(
  root: string,
  file: YamlFile<unknown>,
  place: YamlPath,
  version: VersionFile,
  text: PolicyText,
  faults: KnowledgeFault[],
): RulesVersion {
  const own = version.text === undefined ? text : readOlderText(root, version, text);
  if (!own) faults.push(file.faultAt([...place, 'text'], `there is no ${version.text} beside this file`));
  const { clauses, policyVersion } = own ?? text;
  const checker = new QuoteChecker(clauses, policyVersion, faults);
  const cited = Object.entries(version.clauses).map(([name, quoted]) => {
    const { clause, quote } = checker.cite(file, [...place, 'clauses', name], quoted);
    return [name, { clause, quote }] as const;
  });
  for (const fault of checkVersion(version)) faults.push(file.faultAt([...place, ...fault.path], fault.message));
  reportFigures(file, place, version, faults);
  return { ...version, clauses: Object.fromEntries(cited), policyVersion };
}

function readOlderText(root: string, version: VersionFile, { shop }: PolicyText): PolicyText | undefined {
  const path = join(root, `shops/${shop}`, version.text!);
  if (!existsSync(path)) return undefined;
  const clauses = cutClauses(readFileSync(path, 'utf8'), { shop });
  return { shop, clauses, policyVersion: `${version.from ?? 'undated'}-${version.text!.replace(/\.txt$/u, '')}` };
}

/** Every number that a rule works with or says must stand in the words that it cites. */
function reportFigures(file: YamlFile<unknown>, place: YamlPath, version: VersionFile, faults: KnowledgeFault[]): void {
  const quoteOf = (name: string): string => version.clauses[name]?.quote ?? '';
  const report = (path: YamlPath, figures: readonly string[]): void => {
    for (const figure of figures) {
      faults.push(file.faultAt([...place, ...path], `"${figure}" stands in none of the quotes that are cited`));
    }
  };
  for (const [name, window] of Object.entries(version.windows)) {
    if (window.reading !== undefined) continue;
    const path = ['windows', name];
    const count = String(window.days ?? window.workingDays);
    if (window.stated === undefined) report(path, unsupportedFigures(count, [quoteOf(window.cite)]));
    else if (!quoteOf(window.cite).includes(window.stated)) report(path, [window.stated]);
  }
  for (const [name, rule] of Object.entries(version.rules)) {
    report(['rules', name, 'say'], unsupportedFigures(rule.say, rule.cite.map(quoteOf)));
    if (rule.refund && rule.refund.reading === undefined) {
      report(['rules', name, 'refund'], unsupportedFigures(String(rule.refund.days), [quoteOf(rule.refund.cite)]));
    }
  }
}

/** The examples must come out as they say, and together they must come to every rule. */
function proveByExamples(root: string, rules: ReturnRules, file: YamlFile<unknown>, faults: KnowledgeFault[]): void {
  const hasExamples = existsSync(join(root, `shops/${rules.shop}/examples.yaml`));
  if (rules.status === 'none' && !hasExamples) return;
  const loaded = loadReturnExamples(root, rules.shop, faults);
  if (!loaded) return;
  const runs = runExamples(rules, loaded.examples, openCalendar(rules.holidays));
  for (const { id, differences } of runs) {
    if (differences.length > 0) faults.push(loaded.faultAt(id, `the example ${id}: ${differences.join('; ')}`));
  }
  for (const { version, rule } of unexercisedRules(rules, runs)) {
    const message = `no example comes to the rule ${rule}; add one to examples.yaml`;
    faults.push(file.faultAt(['versions', version, 'rules', rule], message));
  }
}
