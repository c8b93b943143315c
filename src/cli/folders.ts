import { fileURLToPath } from 'node:url';

/** The knowledge folder of this checkout. */
export const KNOWLEDGE_FOLDER = fileURLToPath(new URL('../../knowledge', import.meta.url));
/** Where the build keeps the compiled form. */
export const COMPILED_FOLDER = fileURLToPath(new URL('../../dist/knowledge', import.meta.url));
/** Where Node keeps the code that it has compiled, so that the next start need not. */
export const CODE_FOLDER = fileURLToPath(new URL('../../dist/code', import.meta.url));
