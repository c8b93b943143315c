import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
