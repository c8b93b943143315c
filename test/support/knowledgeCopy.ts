import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KNOWLEDGE = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** A copy of the knowledge folder that a test may spoil. Dispose of it at the end. */
export class KnowledgeCopy implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'sanad-knowledge-'));

  constructor() {
    cpSync(KNOWLEDGE, this.root, { recursive: true });
  }

  /** Changes one file; fails when nothing changed, so that a test cannot pass for want of a change. */
  change(file: string, edit: (text: string) => string): void {
    const path = join(this.root, file);
    const before = readFileSync(path, 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`${file} was not changed`);
    writeFileSync(path, after);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** The line of the first occurrence of `text`, from 1. */
  lineOf(file: string, text: string): number {
    const before = readFileSync(join(this.root, file), 'utf8').split(text)[0] ?? '';
    return before.split('\n').length;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
