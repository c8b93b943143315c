import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleDesk, startConsole } from '../../support/consoleDesk.ts';

let desk: ConsoleDesk;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sanad-console-'));
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'console', 'index.html'), '<!doctype html><title>Sanad</title>');
  writeFileSync(join(folder, 'console', 'secret.json'), '{}');
  writeFileSync(join(folder, 'console', 'assets', 'index-abc.js'), 'console.log(1)');
  desk = await startConsole({ staticFolder: folder });
});
afterAll(async () => {
  await desk.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the console’s page', () => {
  it('runs its own scripts only, and in nobody’s frame', async () => {
    for (const path of ['/console', '/console/']) {
      const response = await fetch(desk.url + path);
      expect(response.status).toBe(200);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('brings its files, and nothing beside them', async () => {
    const asset = await fetch(`${desk.url}/console/assets/index-abc.js`);
    expect(asset.status).toBe(200);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('access-control-allow-origin')).toBeNull();
    for (const path of ['/console/assets/none.js', '/console/secret.json', '/console/assets/..%2fsecret.json']) {
      expect((await fetch(desk.url + path)).status, path).toBe(404);
    }
  });

  it('says in three languages what to run while nobody has built it, and is there once it is built', async () => {
    const index = join(folder, 'console', 'index.html');
    renameSync(index, `${index}.away`);
    try {
      const response = await fetch(`${desk.url}/console`);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toContain('text/html');
      for (const language of ['ar', 'fr', 'en']) expect(text).toContain(`lang="${language}"`);
      expect(text.split('npm run build')).toHaveLength(4);
      expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
    } finally {
      renameSync(`${index}.away`, index);
    }
    expect((await fetch(`${desk.url}/console`)).status).toBe(200);
  });
});
