import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { figure, heading, note, whole } from './figures.ts';

const WIDGET = new URL('../dist/widget.js', import.meta.url);

/** How much a shop's page loads: the widget with its styles and words is one file. */
export async function benchWidget(): Promise<void> {
  heading('Widget: dist/widget.js as `npm run build` wrote it');
  if (!existsSync(WIDGET)) return note('dist/widget.js is missing: run `npm run build` first');
  const bytes = readFileSync(WIDGET);
  figure('size, gzip level 9', `${whole(gzipSync(bytes, { level: 9 }).length)} bytes`);
  figure('size, uncompressed', `${whole(bytes.length)} bytes`);
}
