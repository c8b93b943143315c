import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startChild } from '../support/child.ts';
import { STORES } from '../support/stores.ts';

for (const { name, create } of STORES) {
  it(`keeps 10,000 conversations on ${name} in less than 100 MB of the process`, async () => {
    const store = await create();
    const file = fileURLToPath(new URL('../support/fillConversations.ts', import.meta.url));
    const child = startChild('--expose-gc', [file, store.url]);
    const [, added] = await child.saw(/added (-?[\d.]+) MB/);
    await child.ended();
    await store.remove();
    process.stdout.write(`${name}: 10,000 conversations add ${added} MB\n`);
    expect(Number(added)).toBeLessThan(100);
  }, 300_000);
}
