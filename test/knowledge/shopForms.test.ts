import { describe, expect, it } from 'vitest';
import { KnowledgeError, readKnowledge } from '../../src/knowledge/index.ts';
import { KnowledgeCopy } from '../support/knowledgeCopy.ts';

const FILE = 'shops/xiaomi-ma/forms.yaml';

/** The faults of a knowledge folder as `file:line: message`. */
function faultsOf(root: string): string[] {
  try {
    readKnowledge(root);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  }
}

describe('forms.yaml', () => {
  it('gives each shop what its text asks for, field by field with its clause', () => {
    const packs = new Map(readKnowledge('knowledge').packs.map((pack) => [pack.shop.id, pack.forms]));
    const fields = (shop: string) => packs.get(shop)?.complaint.fields.map(({ field }) => field);
    expect(fields('xiaomi-ma')).toEqual(['orderNumber', 'name', 'address', 'email', 'description', 'requestedAction']);
    expect(fields('village-ma')).toEqual(['orderNumber', 'description']);
    expect(packs.get('maroc4products')?.complaint.files).toBe(false);
    const granted = (shop: string) =>
      Object.entries(packs.get(shop)?.privacy ?? {}).flatMap(([kind, form]) => (form.files ? [kind] : []));
    expect(granted('xiaomi-ma').sort()).toEqual(['access', 'object', 'rectify']);
    expect(granted('village-ma').sort()).toEqual(['access', 'delete', 'object', 'rectify']);
    expect(granted('maroc4products')).toEqual([]);
  });

  it('reports a quote that does not stand in its clause, with file and line', () => {
    using copy = new KnowledgeCopy();
    copy.change(FILE, (text) => text.replace('quote: "رقم الطلب،"', 'quote: "رقم الطلبية،"'));
    const line = copy.lineOf(FILE, 'رقم الطلبية،');
    expect(faultsOf(copy.root)).toEqual([
      expect.stringContaining(`${FILE}:${line}: the quote does not stand in clause 15.1`),
    ]);
  });

  it('reports a promised number of days that its quote does not state', () => {
    using copy = new KnowledgeCopy();
    copy.change(FILE, (text) => text.replace('days: 7,', 'days: 9,'));
    expect(faultsOf(copy.root)).toEqual([expect.stringMatching(/forms\.yaml:\d+: "9" does not stand/)]);
  });

  it('reports an unknown field, a field required twice, a form without an answer', { timeout: 30_000 }, () => {
    const spoil: [string, string, RegExp][] = [
      ['field: name,', 'field: shoeSize,', /forms\.yaml:\d+: complaint\.fields/],
      ['field: address,', 'field: name,', /forms\.yaml:\d+: name is required twice/],
      ['- at: refused', '- at: begin', /forms\.yaml:\d+: a form that files nothing needs a sentence/],
    ];
    for (const [from, to, message] of spoil) {
      using copy = new KnowledgeCopy();
      copy.change(FILE, (text) => text.replace(from, to));
      expect(faultsOf(copy.root)).toEqual([expect.stringMatching(message)]);
    }
  });
});
