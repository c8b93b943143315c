import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const LOCALES = fileURLToPath(new URL('../../dialogs/locales/', import.meta.url));
const SOURCES = ['../../src/widget/', '../../src/console/', '../../src/server/pages/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);
const PLURAL = /_(zero|one|two|few|many|other)$/;

function words(name: string): Record<string, string> {
  return JSON.parse(readFileSync(`${LOCALES}${name}.json`, 'utf8')) as Record<string, string>;
}

function keys(name: string): string[] {
  return [...new Set(Object.keys(words(name)).map((key) => key.replace(PLURAL, '')))].sort();
}

test.each(['widget', 'pages', 'console'])(
  'the words of the %s exist in both languages, with the same values to fill in',
  (part) => {
    expect(keys(`${part}.fr`)).toEqual(keys(`${part}.ar`));
    const holes = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([hole]) => hole).sort();
    for (const [key, text] of Object.entries(words(`${part}.fr`))) {
      if (!PLURAL.test(key)) expect([key, holes(text)]).toEqual([key, holes(words(`${part}.ar`)[key])]);
    }
  },
);

test.each(['widget', 'console'])(
  'every plural of the %s has all the forms that Arabic needs, or a form for the rest',
  (part) => {
    const table = words(`${part}.ar`);
    for (const key of Object.keys(table).filter((name) => name.endsWith('_one'))) {
      expect(table).toHaveProperty(key.replace(PLURAL, '_other'));
    }
  },
);

test('code of the widget, the console and the pages holds no Arabic', () => {
  for (const folder of SOURCES) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
      /\.(tsx?|js|css)$/.test(one),
    )) {
      const code = readFileSync(folder + name, 'utf8').replace(/^\s*(\/\*)?\*.*$|\/\/.*$/gm, '');
      expect([name, /\p{Script=Arabic}/u.exec(code)?.[0]]).toEqual([name, undefined]);
    }
  }
});
