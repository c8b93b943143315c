import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild } from '../support/child.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
let folder = '';
let busy: Server;
let port = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sanad-start-'));
  busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  port = String((busy.address() as { port: number }).port);
});
afterAll(() => {
  busy.close();
  rmSync(folder, { recursive: true, force: true });
});

async function failure(env: Record<string, string>) {
  const child = startChild(MAIN, [], { LOG_LEVEL: 'silent', HOST: '127.0.0.1', PORT: '0', ...env });
  await child.ended();
  const said = child
    .output()
    .split('\n')
    .filter((line) => line !== '' && !/ExperimentalWarning|node --trace-warnings/.test(line));
  return { code: child.process.exitCode, said };
}

it('a busy port ends the start with one sentence that names the port and what to do', async () => {
  const { code, said } = await failure({ PORT: port, STORAGE_URL: `sqlite:${join(folder, 'a.db')}` });
  expect(code).toBe(1);
  expect(said).toEqual([expect.stringMatching(new RegExp(`^Port ${port} is in use.*set PORT`))]);
}, 30_000);

it('a database file that cannot be used ends the start with one sentence that names it', async () => {
  const noDatabase = join(folder, 'letter.db');
  writeFileSync(noDatabase, 'this is a letter and no database, however long one reads on. '.repeat(40));
  mkdirSync(join(folder, 'folder.db'));
  for (const file of [noDatabase, join(folder, 'folder.db'), join(noDatabase, 'inside.db')]) {
    const { code, said } = await failure({ STORAGE_URL: `sqlite:${file}` });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining(`The database file ${file} cannot be used`)]);
    expect(said[0]).toContain('STORAGE_URL');
  }
}, 60_000);
