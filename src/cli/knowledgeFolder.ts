import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledKnowledge, openCompiledKnowledge } from '../answers/index.ts';

/** The knowledge folder of this checkout. */
export const KNOWLEDGE_FOLDER = fileURLToPath(new URL('../../knowledge', import.meta.url));
/** Where the build keeps the compiled form. */
export const COMPILED_FOLDER = fileURLToPath(new URL('../../dist/knowledge', import.meta.url));

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
