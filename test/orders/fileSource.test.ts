import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import type { OrderSource } from '../../src/orders/orderSource.ts';
import { type FileOptions, openFileSource } from '../../src/orders/sources/file/fileSource.ts';

const NOW = Date.parse('2026-11-22T12:00:00+00:00');

describe('the file that a shop exports', () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sanad-export-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  const open = (name: string, over: Partial<FileOptions> = {}): OrderSource =>
    openFileSource({
      shop: 'village-ma',
      file: join(folder, name),
      vocabulary: {},
      now: () => NOW,
      log: createLog('info', (line) => lines.push(line)),
      ...over,
    });
  const order = async (source: OrderSource, number: string) => (await source.findByNumber(number))[0]?.open();

  it('is read with the shop’s own headers, words and dates', async () => {
    write(
      'export.csv',
      [
        '"N° commande";"État";"E-mail";"Créée le";"Livrée le";"Article";"Rayon";"PU";"Qté";"Cadeaux"',
        '"VIL-1";"Livrée";"a@example.com";"05/11/2026 10:30";"14/11/2026";"Thé à la menthe";"Épicerie";"48,50";"2";"Cuillère|Sac"',
        '"VIL-1";"";"";"";"";"Tajine; grand";"Poterie";"165";"1";"-"',
        '"VIL-2";"Validée";"b@example.com";"20/11/2026 09:00";"-";"Savon";"Épicerie";"";"";""',
      ].join('\r\n'),
    );
    const source = open('export.csv', {
      dayFirst: true,
      vocabulary: {
        statuses: { Livrée: 'delivered', Validée: 'confirmed' },
        categories: { Épicerie: 'food', Poterie: 'craft' },
      },
      columns: {
        number: 'N° commande',
        status: 'état',
        email: 'E-mail',
        placedAt: 'Créée le',
        deliveredAt: 'Livrée le',
        itemName: 'Article',
        itemCategory: 'Rayon',
        itemPrice: 'PU',
        itemQuantity: 'Qté',
        itemGifts: 'Cadeaux',
      },
    });
    expect(await order(source, 'VIL-1')).toEqual({
      shop: 'village-ma',
      number: 'VIL-1',
      status: 'delivered',
      email: 'a@example.com',
      placedAt: '2026-11-05T10:30:00+00:00',
      deliveredAt: '2026-11-14T00:00:00+00:00',
      deliveredFrom: { origin: 'shop_record', strength: 'strong' },
      items: [
        { name: 'Thé à la menthe', category: 'food', price: 48.5, quantity: 2, giftsIncluded: ['Cuillère', 'Sac'] },
        { name: 'Tajine; grand', category: 'craft', price: 165, quantity: 1, giftsIncluded: [] },
      ],
      doubts: [],
    });
    expect(await order(source, 'VIL-2')).toMatchObject({
      deliveredAt: null,
      items: [{ name: 'Savon', quantity: 1 }],
      doubts: [],
    });
  });

  it('is read as UTF-8 with or without mark, as UTF-16, and in an encoding that is named', async () => {
    const text = 'number,status,itemName,itemCategory\nVIL-1,confirmed,عسل,food\n';
    write('bom.csv', `\ufeff${text}`);
    write('utf16.csv', Buffer.from(`\ufeff${text}`, 'utf16le'));
    write('tabs.tsv', text.replaceAll(',', '\t'));
    // عسل in windows-1256
    write(
      'old.csv',
      Buffer.concat([
        Buffer.from(text.slice(0, text.indexOf('عسل'))),
        Buffer.from([0xda, 0xd3, 0xe1]),
        Buffer.from(',food\n'),
      ]),
    );
    for (const [name, encoding] of [['bom.csv'], ['utf16.csv'], ['tabs.tsv'], ['old.csv', 'windows-1256']] as const) {
      const source = open(name, encoding === undefined ? {} : { encoding });
      expect((await order(source, 'VIL-1'))?.items, name).toEqual([{ name: 'عسل', category: 'food', quantity: 1 }]);
    }
    expect(() => open('old.csv')).toThrow('old.csv:1: the file is not UTF-8: name its "encoding"');
  });

  it.each<[string, string]>([
    ['o.csv:1: the file is empty', ''],
    ['o.csv:1: there is no column for status', 'number,itemName\n1,x'],
    ['o.csv:1: two columns are named "status"', 'number,status,Status,itemName\n1,placed,placed,x'],
    ['o.csv:3: this row has no order number', 'number,status,itemName\n1,placed,x\n,placed,y'],
    [
      'o.csv:4: order 1: this number stands here twice, with other orders in between',
      'number,status,itemName\n1,placed,x\n2,placed,y\n1,placed,z',
    ],
    [
      'o.csv:3: order 1: this number stands here twice with different values for status',
      'number,status,itemName\n1,placed,x\n1,shipped,y',
    ],
    [
      'o.csv:3: this is no well-formed table (CSV_RECORD_INCONSISTENT_FIELDS_LENGTH)',
      'number,status,itemName\n1,placed,x\n2,placed',
    ],
    ['this is no well-formed table', 'number,status,itemName\n1,placed,"x\n2,placed,y\n'],
  ])('is refused with %s', (message, text) => {
    write('o.csv', text);
    expect(() => open('o.csv')).toThrow(message);
  });

  it('is refused when a named column is not there, or the file is not', () => {
    write('o.csv', 'number,status,itemName\n1,placed,x');
    expect(() => open('o.csv', { columns: { email: 'Courriel' } })).toThrow(
      'there is no column "Courriel" (columns.email in orders.yaml)',
    );
    expect(() => open('none.csv')).toThrow('none.csv:1: the file cannot be read');
  });

  it('says which orders need a person, by line and field, without their data', () => {
    write(
      'o.csv',
      'number,status,email,itemName,itemPrice,itemCategory\nVIL-1,placed,a@example.com,secret,-4,food\nVIL-2,placed,b@example.com,x,4,food',
    );
    open('o.csv');
    expect(lines.join('')).toContain('o.csv:2 negative_price items.0.price');
    expect(lines.join('')).toContain('"doubtful":1');
    expect(lines.join('')).not.toMatch(/secret|example\.com|VIL-/);
  });

  it('is read again when it has changed, also when it was replaced', async () => {
    write('o.json', '[{"number": "1", "status": "placed", "items": [{"name": "x", "category": "food"}]}]');
    const source = open('o.json');
    expect(await order(source, '1')).toMatchObject({ status: 'placed' });
    write('next.json', '[{"number": "1", "status": "confirmed", "items": [{"name": "x", "category": "food"}]}]');
    renameSync(join(folder, 'next.json'), join(folder, 'o.json'));
    expect(await order(source, '1')).toMatchObject({ status: 'confirmed' });
    expect(await order(source, '2')).toBeUndefined();
  });

  it('makes orders unavailable while a changed file is faulty, and is back when it is mended', async () => {
    write('o.json', '[{"number": "1", "status": "placed", "items": []}]');
    const source = open('o.json');
    write('o.json', '[{"number": "1", "email": "secret@example.com"');
    await expect(source.findByNumber('1')).rejects.toMatchObject({ name: 'OrderSourceError', code: 'malformed' });
    await expect(source.findByNumber('1')).rejects.not.toThrow(/secret/);
    expect(lines.filter((line) => line.includes('cannot be used'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('secret');
    write('o.json', '[{"number": "1", "status": "shipped", "items": []}]');
    utimesSync(join(folder, 'o.json'), new Date(NOW), new Date(NOW));
    expect(await order(source, '1')).toMatchObject({ status: 'shipped' });
    rmSync(join(folder, 'o.json'));
    await expect(source.findByNumber('1')).rejects.toMatchObject({ code: 'malformed' });
  });
});
