import { enableCompileCache, flushCompileCache } from 'node:module';
import { CODE_FOLDER } from './folders.ts';

/**
 * `npm run build`: compiles knowledge/ into dist/knowledge; a fault in it stops the build with file and line. Then the
 * server's code is loaded once, for Node to keep what it compiles.
 */
enableCompileCache(CODE_FOLDER);
const { openKnowledge } = await import('./knowledgeFolder.ts');
const { packs, topics } = openKnowledge();
process.stdout.write(`knowledge: ${packs.length} shops, ${topics.length} topics\n`);
await import('../serve.ts');
flushCompileCache();
