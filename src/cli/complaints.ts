import { readConfig } from '../config.ts';
import { complaintsCommand } from './complaintsCommand.ts';
import { shopIds } from './knowledgeFolder.ts';
import { UsageError } from './usageError.ts';

/** `npm run complaints`: complaints and privacy requests, for whoever may run commands on the server. */
async function main(): Promise<void> {
  await complaintsCommand(process.argv.slice(2), {
    config: readConfig(),
    shops: shopIds(),
    write: (text) => process.stdout.write(text),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`complaints: ${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
