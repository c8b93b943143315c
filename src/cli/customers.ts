import { readConfig } from '../config.ts';
import { customersCommand } from './customersCommand.ts';
import { shopIds } from './knowledgeFolder.ts';
import { UsageError } from './usageError.ts';

/** `npm run customers`: gives a customer's data out, or deletes it everywhere. */
async function main(): Promise<void> {
  await customersCommand(process.argv.slice(2), {
    config: readConfig(),
    shops: shopIds(),
    write: (text) => process.stdout.write(text),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`customers: ${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
