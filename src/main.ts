import { enableCompileCache } from 'node:module';
import { defaultThreads, openThread } from '../dialogs/thread/openThread.ts';
import { CODE_FOLDER, COMPILED_FOLDER, KNOWLEDGE_FOLDER } from './cli/folders.ts';

/**
 * `npm start`. All for the first customer's wait: code that was compiled before is kept, also by threads (they look into
 * the environment), and the bot's thread loads its part while this one loads the server's.
 */
process.env.NODE_COMPILE_CACHE ||= CODE_FOLDER;
enableCompileCache(process.env.NODE_COMPILE_CACHE);
const threads = Number(process.env.BOT_THREADS || defaultThreads());
const opened = threads > 0 ? openThread({ root: KNOWLEDGE_FOLDER, cache: COMPILED_FOLDER }) : undefined;
const { serve } = await import('./serve.ts');
await serve(opened);
