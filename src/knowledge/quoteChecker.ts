import { type Clause, foldSpace, isVerbatim } from './clause.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import type { AnswerEntry } from './schemas.ts';
import { unsupportedFigures } from './statedFigures.ts';
import type { YamlFile, YamlPath } from './yamlFile.ts';

/** A clause with a verbatim piece of it, and the version of the policy it was taken from. */
export interface Citation {
  readonly clause: string;
  readonly quote: string;
  readonly policyVersion: string;
}

/** Checks quotes and figures of one shop's files against its clauses. */
export class QuoteChecker {
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
