import { readdirSync } from 'node:fs';
import { startApplication } from './application.ts';
import { ConfigError, checkRuntime, readConfig } from './config.ts';
import { echo } from './conversation/index.ts';

/** `npm start`: reads the environment, starts the server, and stops it cleanly when told to. */
async function main(): Promise<void> {
  checkRuntime();
  const config = readConfig();
  const root = new URL('..', import.meta.url).pathname;
  const shops = readdirSync(`${root}knowledge/shops`).map((id) => {
    const secret = config.DIRECT_LINE_SECRETS.get(id);
    return { id, name: id, origins: [], ...(secret !== undefined && { secret }) };
  });
  const application = await startApplication({
    config,
    shops,
    bot: () => ({ handler: echo, apology: () => '…' }),
    staticFolder: `${root}dist`,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => application.stop().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
