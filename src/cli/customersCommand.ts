import { createComplaints } from '../complaints/index.ts';
import { type CustomerAsk, Eraser, exportCustomer, findCustomer } from '../customers/index.ts';
import { createLog } from '../log.ts';
import { openDriver } from '../storage/index.ts';
import { readArguments } from './agentArguments.ts';
import type { CommandParts } from './complaintsCommand.ts';
import { neededOption, UsageError } from './usageError.ts';

const USAGE = `npm run --silent customers -- export --shop xiaomi-ma --customer web:<id> | --email <address> | --phone <number> > customer.json
npm run customers -- erase --shop xiaomi-ma --customer … | --email … | --phone … [--by "Name"] [--yes]
erase says what it would delete; with --yes it deletes it everywhere, for good.
`;

/**
 * The command behind `npm run customers`: gives a customer's data out, or deletes it everywhere.
 * @throws UsageError for a call that it does not know
 */
export async function customersCommand(args: readonly string[], { config, shops, write }: CommandParts): Promise<void> {
  const { command, options } = readArguments(args);
  if (command !== 'export' && command !== 'erase') throw new UsageError(USAGE);
  const ask = readAsk(options, shops);
  const driver = await openDriver(config.STORAGE_URL);
  const now = Date.now;
  const complaints = createComplaints({ driver, now, log: createLog('error') });
  const parts = { driver, complaints, now };
  try {
    if (command === 'export') {
      write(`${JSON.stringify(await exportCustomer(ask, parts), null, 2)}\n`);
    } else if (options.has('yes')) {
      const done = await new Eraser(parts).erase(ask, options.get('by') || 'command');
      write(`deleted: ${counts(done)} and ${done.files} files; record ${done.id}\n`);
    } else {
      const { conversations, complaints: filed } = await findCustomer(ask, parts);
      const found = { conversations: conversations.length, complaints: filed.length };
      write(`would delete ${counts(found)}; say --yes to do it\n`);
    }
  } finally {
    await complaints.stop();
    await driver.close();
  }
}

function counts({ conversations, complaints }: { conversations: number; complaints: number }): string {
  return `${conversations} conversations, ${complaints} complaints`;
}

function readAsk(options: ReadonlyMap<string, string>, known: readonly string[]): CustomerAsk {
  const shop = neededOption(options, 'shop', USAGE);
  if (!known.includes(shop)) throw new UsageError(`there is no shop ${shop}; known are ${known.join(', ')}\n${USAGE}`);
  const given = (['customer', 'email', 'phone'] as const).filter((name) => options.get(name));
  const [name] = given;
  if (given.length !== 1 || name === undefined) throw new UsageError(USAGE);
  return { shop, [name]: options.get(name) } as unknown as CustomerAsk;
}
