import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createSampleSource, openOrderSources, SAMPLE_DAY } from '../../src/orders/index.ts';

const NOW = Date.parse('2026-11-22T12:00:00+00:00');

describe('where each shop’s orders come from', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sanad-knowledge-'));
    mkdirSync(join(root, 'sample'));
    writeFileSync(join(root, 'sample/orders.json'), '{"orders": []}');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const settings = (shop: string, text: string) => {
    mkdirSync(join(root, 'shops', shop), { recursive: true });
    writeFileSync(join(root, 'shops', shop, 'orders.yaml'), text);
  };
  const open = (shops: string[], secrets: Record<string, string> = {}) =>
    openOrderSources({
      root,
      shops,
      secrets: new Map(Object.entries(secrets)),
      now: () => NOW,
      log: createLog('silent'),
      moving: false,
    });

  it('is its orders.yaml, and the sample orders without one', () => {
    settings('a', 'source: woocommerce\nurl: https://a.example\n');
    settings('b', 'source: shopify\nurl: https://b.myshopify.com\ncategories:\n  Thé: food\n');
    settings('c', 'source: youcan\notherwise: other\n');
    writeFileSync(join(root, 'orders.json'), '[]');
    settings('d', `source: file\nfile: ${join(root, 'orders.json')}\n`);
    const sources = open(['a', 'b', 'c', 'd', 'e'], { a: 'ck_x:cs_y', b: 'shpat_z', c: 'token' });
    expect([...sources].map(([shop, source]) => `${shop} ${source.name}`)).toEqual([
      'a woocommerce',
      'b shopify',
      'c youcan',
      'd file',
      'e sample',
    ]);
  });

  it('is refused with file and line of every fault, of all shops at once', () => {
    settings('a', 'source: woocommerce\nurl: http://a.example\nstatuses:\n  fini: done\n');
    settings('b', 'source: shopify\nurl: https://user:pw@b.example\ntoken: secret-in-a-file\n');
    settings('c', 'source: youcan\n');
    settings('d', 'source: file\nfile: nowhere.csv\nencoding: klingon\n');
    settings('e', 'source: file\nfile: nowhere.csv\n');
    settings('f', 'source: [\n');
    settings('g', 'source: oracle\n');
    const expected = [
      'shops/a/orders.yaml:2: url: must begin with https:// and hold no user, password or query',
      'shops/a/orders.yaml:4: statuses.fini: ',
      'shops/b/orders.yaml:2: url: ',
      'shops/b/orders.yaml:1: the file: Unrecognized key: "token"',
      'shops/c/orders.yaml:1: credentials are missing: set ORDERS_SECRETS to c=…',
      'shops/d/orders.yaml:3: encoding: is no known encoding',
      'nowhere.csv:1: the file cannot be read',
      'shops/f/orders.yaml:',
      'shops/g/orders.yaml:1: source: ',
    ];
    let message = '';
    try {
      open(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const fault of expected) expect(message).toContain(fault);
    expect(message).not.toContain('secret-in-a-file');
  });
});

describe('the sample orders of a demonstration', () => {
  const FILE = 'knowledge/sample/orders.json';
  const at = async (now: string, number = '5261117836207719', moving = true) => {
    const source = createSampleSource({ shop: 'xiaomi-ma', file: FILE, now: () => Date.parse(now), moving });
    return (await source.findByNumber(number))[0]!.open();
  };

  it('move with today, so that one is always delivered today and one seven days ago', async () => {
    expect(await at('2027-03-05T18:00:00Z')).toMatchObject({ deliveredAt: '2027-03-05T10:40:00.000Z', doubts: [] });
    expect(await at('2027-03-05T18:00:00Z', '5261110836204418')).toMatchObject({
      deliveredAt: '2027-02-26T17:22:00.000Z',
      doubts: [],
    });
  });

  it('put no hour of today into the future', async () => {
    expect(await at('2027-03-05T08:00:00Z')).toMatchObject({ deliveredAt: '2027-03-05T08:00:00.000Z', doubts: [] });
  });

  it('move on while the server runs', async () => {
    let now = Date.parse('2027-03-05T18:00:00Z');
    const source = createSampleSource({ shop: 'xiaomi-ma', file: FILE, now: () => now, moving: true });
    await source.findByNumber('5261117836207719');
    now += 86_400_000;
    const [found] = await source.findByNumber('5261117836207719');
    expect((await found!.open()).deliveredAt).toBe('2027-03-06T10:40:00.000Z');
  });

  it('stay as they are written on their own day, and everywhere in tests', async () => {
    expect(SAMPLE_DAY).toBe('2026-11-22');
    expect((await at('2026-11-22T23:00:00Z')).deliveredAt).toBe('2026-11-22T10:40:00+00:00');
    expect((await at('2027-01-01T12:00:00Z', '5261117836207719', false)).deliveredAt).toBe('2026-11-22T10:40:00+00:00');
  });
});
