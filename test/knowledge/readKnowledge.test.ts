import { describe, expect, it } from 'vitest';
import { KnowledgeError, type KnowledgeFault, readKnowledge } from '../../src/knowledge/index.ts';
import { KnowledgeCopy } from '../support/knowledgeCopy.ts';

const ANSWERS = 'shops/village-ma/answers.returns.yaml';
const TOPICS = 'language/topics/returns.yaml';

function faultsOf(spoil: (copy: KnowledgeCopy) => void): readonly KnowledgeFault[] {
  using copy = new KnowledgeCopy();
  spoil(copy);
  try {
    readKnowledge(copy.root);
  } catch (error) {
    if (error instanceof KnowledgeError) return error.faults;
    throw error;
  }
  return [];
}

/** One faulty answer, put at the end of an answers file. */
function badAnswer(entry: string): (copy: KnowledgeCopy) => void {
  return (copy) => copy.change(ANSWERS, (text) => `${text.trimEnd()}\n${entry}\n`);
}

const GOOD_QUOTE = 'quote: "تبدأ هذه المهلة من تاريخ استلام الطلب."';

describe('knowledge that ships', () => {
  it('loads without a fault, and every clause that customers ask about is answered', () => {
    const { packs } = readKnowledge(new URL('../../knowledge', import.meta.url).pathname);
    expect(packs.map(({ shop, clauses }) => [shop.id, clauses.length])).toEqual([
      ['maroc4products', 9],
      ['village-ma', 29],
      ['xiaomi-ma', 61],
    ]);
  });
});

describe('a fault in knowledge is named with file and line', () => {
  it('for a quote that is not in its clause, saying where it is', () => {
    const [fault] = faultsOf(
      badAnswer(
        `  - topic: partial_return\n    text: نعم.\n    citations:\n      - clause: "14-a"\n        quote: "يجب إرجاع المنتج إلى العنوان الذي تحدده الشركة."`,
      ),
    );
    expect(fault?.file).toBe(ANSWERS);
    expect(fault?.message).toContain('it stands in clause 16');
    expect(fault?.line).toBeGreaterThan(100);
  });

  it('for a number that no quote supports', () => {
    const [fault] = faultsOf(
      badAnswer(
        `  - topic: partial_return\n    text: لديك 90 يومًا.\n    citations:\n      - clause: "16"\n        ${GOOD_QUOTE}`,
      ),
    );
    expect(fault?.message).toContain('"90"');
  });

  it('for an unknown clause, naming those of the section', () => {
    const [fault] = faultsOf(
      badAnswer(
        `  - topic: partial_return\n    text: نعم.\n    citations:\n      - clause: 14-z\n        ${GOOD_QUOTE}`,
      ),
    );
    expect(fault?.message).toMatch(/unknown clause 14-z; the text has 14-a, 14-b/u);
  });

  it('for an unknown topic', () => {
    const [fault] = faultsOf(
      badAnswer(
        `  - topic: no_such_topic\n    text: نعم.\n    citations:\n      - clause: "16"\n        quote: "يجب إرجاع المنتج إلى العنوان الذي تحدده الشركة."`,
      ),
    );
    expect(fault?.message).toBe('unknown topic no_such_topic');
  });

  it('for a topic without phrasings', () => {
    const [fault] = faultsOf((copy) =>
      copy.change(TOPICS, (text) => `${text.trimEnd()}\n  - id: silent_topic\n    title: صامت\n    phrasings: {}\n`),
    );
    expect(fault).toMatchObject({ file: TOPICS, message: expect.stringContaining('silent_topic has no phrasings') });
  });

  it('for a topic that is answered twice', () => {
    const [fault] = faultsOf(
      badAnswer(
        `  - topic: withdrawal_window\n    text: نعم.\n    citations:\n      - clause: "16"\n        quote: "يجب إرجاع المنتج إلى العنوان الذي تحدده الشركة."`,
      ),
    );
    expect(fault?.message).toContain('answered twice');
  });

  it('for broken YAML', () => {
    const [fault] = faultsOf((copy) => copy.write(ANSWERS, 'answers:\n  - topic: "withdrawal_window\n'));
    expect(fault?.message).toContain('not valid YAML');
  });

  it('for a misspelt key, and for all faults at once', () => {
    const faults = faultsOf((copy) => {
      copy.change('shops/xiaomi-ma/shop.yaml', (text) => `${text}colour: red\n`);
      copy.change('shops/maroc4products/shop.yaml', (text) => text.replace('#0b6e4f', 'green'));
    });
    expect(faults.map(({ file }) => file)).toEqual(['shops/maroc4products/shop.yaml', 'shops/xiaomi-ma/shop.yaml']);
  });

  it('for a shop without a policy text', () => {
    const [fault] = faultsOf((copy) =>
      copy.change('shops/xiaomi-ma/shop.yaml', (text) => text.replace('id: xiaomi-ma', 'id: xiaomi')),
    );
    expect(fault).toMatchObject({
      file: 'shops/xiaomi-ma/shop.yaml',
      message: expect.stringContaining("folder's name"),
    });
  });
});
