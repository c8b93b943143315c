import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledKnowledge, openCompiledKnowledge } from '../answers/index.ts';
import { COMPILED_FOLDER, KNOWLEDGE_FOLDER } from './folders.ts';

/** Opens the compiled knowledge; says so on standard error when it has to be made first. */
export function openKnowledge(): CompiledKnowledge {
  return openCompiledKnowledge({
    root: KNOWLEDGE_FOLDER,
    cache: COMPILED_FOLDER,
    onTraining: () =>
      process.stderr.write('the shared language has changed: learning it anew, this takes some seconds\n'),
  });
}

/** The ids of all shops that have a pack, without opening the packs: for commands that only work on the store. */
export function shopIds(): string[] {
  const folders = readdirSync(join(KNOWLEDGE_FOLDER, 'shops'), { withFileTypes: true });
  return folders.filter((one) => one.isDirectory()).map(({ name }) => name);
}
