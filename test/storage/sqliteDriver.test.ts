import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDriver } from '../../src/storage/index.ts';
import { killWhileCommitting } from '../support/killWhileCommitting.ts';
import { driverContract } from './driverContract.ts';

let folder = '';
const url = () => `sqlite:${join(folder, 'folder that is made', 'sanad.db')}`;

driverContract({
  name: 'sqlite',
  start: async () => {
    folder = mkdtempSync(join(tmpdir(), 'sanad-sqlite-'));
  },
  stop: async () => rmSync(folder, { recursive: true, force: true }),
  open: (namespace) => openDriver(url(), namespace),
  restart: async () => undefined,
  killWhileCommitting: (namespace) => killWhileCommitting(url(), namespace),
});

it('sqlite: what it makes can be read by nobody but its own user', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sanad-private-'));
  const driver = await openDriver(`sqlite:${join(home, 'data', 'sanad.db')}`);
  await driver.commit({ partition: 'p', puts: [{ key: 'k', value: 1 }] });
  const modes = ['data', 'data/sanad.db', 'data/sanad.db-wal', 'data/sanad.db-shm'].map((path) =>
    (statSync(join(home, path)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(['700', '600', '600', '600']);
  await driver.close();
  rmSync(home, { recursive: true, force: true });
});
