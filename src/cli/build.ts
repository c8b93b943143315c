import { openKnowledge } from './knowledgeFolder.ts';

/** `npm run build`: compiles knowledge/ into dist/knowledge; a fault in it stops the build with file and line. */
const { packs, topics } = openKnowledge();
process.stdout.write(`knowledge: ${packs.length} shops, ${topics.length} topics\n`);
