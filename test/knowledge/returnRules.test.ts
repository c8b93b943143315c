import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault, type KnowledgeFault } from '../../src/knowledge/index.ts';
import { loadRules } from '../returns/shops.ts';
import { KnowledgeCopy } from '../support/knowledgeCopy.ts';

const RULES = 'shops/village-ma/returns.yaml';
const EXAMPLES = 'shops/village-ma/examples.yaml';

/** The faults that loading Village's rules reports after a change, as `file:line: message`. */
function faultsAfter(spoil: (copy: KnowledgeCopy) => void): string[] {
  using copy = new KnowledgeCopy();
  spoil(copy);
  const faults: KnowledgeFault[] = [];
  loadRules(copy.root, 'village-ma', faults);
  return faults.map(describeFault);
}

const faultsOf = (file: string, from: string, to: string) =>
  faultsAfter((copy) => copy.change(file, (text) => text.replace(from, to)));

describe('return rules that do not fit their policy are refused with file and line', () => {
  it('a quote that does not stand in the clause', () => {
    const [fault] = faultsOf(RULES, 'يملك المستهلك مهلة قدرها 7 أيام', 'يملك المستهلك مهلة قدرها 9 أيام');
    expect(fault).toMatch(/village-ma\/returns\.yaml:\d+: the quote does not stand in clause 16/u);
  });

  it('a clause that does not exist', () => {
    expect(faultsOf(RULES, 'clause: "8-a"', 'clause: "8-z"')[0]).toMatch(/returns\.yaml:\d+: unknown clause 8-z/u);
  });

  it('a number of days that the quoted words do not have', () => {
    const faults = faultsOf(RULES, 'return: { from: deliveredAt, days: 7', 'return: { from: deliveredAt, days: 10');
    expect(faults[0]).toMatch(/returns\.yaml:\d+: "10" stands in none of the quotes/u);
  });

  it('a number in a sentence that no quote has', () => {
    const faults = faultsOf(RULES, 'وهي 7 أيام من تاريخ استلام الطلب."', 'وهي 8 أيام من تاريخ استلام الطلب."');
    expect(faults[0]).toMatch(/returns\.yaml:\d+: "8" stands in none of the quotes/u);
  });

  it('a refund time that the quoted words do not have', () => {
    expect(faultsOf(RULES, 'refund: { days: 30', 'refund: { days: 45')[0]).toContain('"45" stands in none');
  });

  it('a fact, a state, a window or a rule that does not exist', () => {
    expect(faultsOf(RULES, 'when: { used: true }', 'when: { usd: true }')[0]).toContain('there is no fact usd');
    expect(faultsOf(RULES, 'when: { used: true }', 'when: { used: maybe }')[0]).toContain('used is never maybe');
    expect(faultsOf(RULES, 'window: carrier }', 'window: carier }')[0]).toContain('there is no window carier');
    expect(faultsOf(RULES, '[own_fault,', '[own_falt,')[0]).toContain('there is no rule own_falt');
  });

  it('a list of rules that may come to no end', () => {
    const faults = faultsOf(RULES, 'goods_gone, withdrawal_right]', 'goods_gone]');
    expect(faults[0]).toContain('the last rule must have no condition; goods_gone has one');
  });

  it('a reason without rules', () => {
    const faults = faultsOf(
      RULES,
      '      price_error:\n        - cite: [prices]\n          outcomes: [no_rule_on_prices]\n',
      '',
    );
    expect(faults[0]).toContain('the reason price_error has no rules');
  });
});

describe('examples', () => {
  it('that come out otherwise are named with their line', () => {
    const faults = faultsOf(EXAMPLES, 'answers: { opened: true }', 'answers: { opened: false }');
    expect(faults[0]).toMatch(/examples\.yaml:\d+: the example opened: decision is "needs_information"/u);
    const line = Number(/:(\d+):/u.exec(faults[0]!)![1]);
    expect(
      readFileSync(new URL(`../../knowledge/${EXAMPLES}`, import.meta.url), 'utf8').split('\n')[line - 1],
    ).toContain('id: opened,');
  });

  it('must come to every rule', () => {
    const faults = faultsAfter((copy) =>
      copy.change(EXAMPLES, (text) => text.replace(/^.*id: late_wrong_address.*\n/mu, '')),
    );
    expect(faults[0]).toMatch(/returns\.yaml:\d+: no example comes to the rule address_wrong/u);
  });

  it('must be cases that can be read', () => {
    const faults = faultsOf(EXAMPLES, 'answers: { opened: true }', 'answers: { opended: true }');
    expect(faults[0]).toContain('"answers.opended" is not known');
  });
});

describe('a shop', () => {
  it('without returns.yaml has no return rules', () => {
    using copy = new KnowledgeCopy();
    rmSync(join(copy.root, 'shops/maroc4products/returns.yaml'));
    rmSync(join(copy.root, 'shops/maroc4products/examples.yaml'));
    const faults: KnowledgeFault[] = [];
    expect(loadRules(copy.root, 'maroc4products', faults).rules?.status).toBe('none');
    expect(faults).toEqual([]);
  });

  it('cannot have a version whose text is not there', () => {
    const faults = faultsOf(RULES, '  - clauses:', '  - text: policy-2024.txt\n    clauses:');
    expect(faults[0]).toMatch(/returns\.yaml:\d+: there is no policy-2024\.txt beside this file/u);
  });

  it('can have a version that quotes a text of its own', () => {
    const faults = faultsAfter((copy) => {
      copy.write('shops/village-ma/policy-2024.txt', 'نص أقدم لا يقول شيئًا.');
      copy.change(RULES, (text) => text.replace('  - clauses:', '  - text: policy-2024.txt\n    clauses:'));
    });
    expect(faults[0]).toMatch(/returns\.yaml:\d+: /u);
    expect(faults.join('\n')).toContain('the quote does not stand in clause 0');
  });
});
