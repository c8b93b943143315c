import { randomUUID } from 'node:crypto';
import { Accounts, ALL_SHOPS, OneTimeLinks, ROLES, type Role, readEmail } from '../accounts/index.ts';
import { readConfig } from '../config.ts';
import { openDriver } from '../storage/index.ts';
import { readArguments } from './agentArguments.ts';
import { openKnowledge } from './knowledgeFolder.ts';

const USAGE = `npm run agents -- add --email a@example.ma --name "Name" --shops xiaomi-ma[,village-ma] [--role agent|supervisor]
npm run agents -- list
npm run agents -- disable|enable|reset --email a@example.ma
Shops: names of folders under knowledge/shops/, or "*" for all. add and reset print a link to set the password.
`;

/** `npm run agents`: accounts of the console, for whoever may run commands on the server. */
async function main(): Promise<void> {
  const { command, options } = readArguments(process.argv.slice(2));
  const config = readConfig();
  const driver = await openDriver(config.STORAGE_URL);
  const accounts = new Accounts({ driver, now: Date.now, newId: randomUUID });
  const links = new OneTimeLinks({ driver, now: Date.now });
  const linkFor = async (account: string) => {
    const { path, expiresAt } = await links.issue({ kind: 'password', account });
    const address = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`;
    return `Link to set the password, once, before ${expiresAt}:\n  ${address}${path}\n`;
  };
  try {
    process.stdout.write(await run(command, options, { accounts, linkFor }));
  } finally {
    await driver.close();
  }
}

interface Desk {
  readonly accounts: Accounts;
  readonly linkFor: (account: string) => Promise<string>;
}

async function run(command: string, options: ReadonlyMap<string, string>, desk: Desk): Promise<string> {
  if (command === 'list') return listAll(desk.accounts);
  if (command === 'add') return add(options, desk);
  if (!['disable', 'enable', 'reset'].includes(command)) throw new UsageError();
  const account = await desk.accounts.byEmail(needed(options, 'email'));
  if (!account) throw new Error(`there is no account ${needed(options, 'email')}: see npm run agents -- list`);
  if (command === 'reset') {
    await desk.accounts.clearPassword(account.id);
    return desk.linkFor(account.id);
  }
  await desk.accounts.change(account.id, { disabled: command === 'disable' });
  return `${account.email} is ${command}d\n`;
}

async function add(options: ReadonlyMap<string, string>, { accounts, linkFor }: Desk): Promise<string> {
  const role = (options.get('role') ?? 'agent') as Role;
  if (!ROLES.includes(role)) throw new UsageError();
  const shops = needed(options, 'shops').split(',');
  const known = openKnowledge().packs.map(({ shop }) => shop.id);
  const unknown = shops.filter((shop) => shop !== ALL_SHOPS && !known.includes(shop));
  if (unknown.length > 0) throw new Error(`there is no shop ${unknown.join(', ')}; known are ${known.join(', ')}`);
  const email = readEmail(needed(options, 'email'));
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError();
  const made = await accounts.create({ name: needed(options, 'name'), email, role, shops });
  if (made.status === 'taken') throw new Error(`there is an account ${email}: see npm run agents -- list`);
  return linkFor(made.account.id);
}

async function listAll(accounts: Accounts): Promise<string> {
  const lines: string[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await accounts.list({ limit: 200, ...(after !== undefined && { after }) });
    for (const { email, role, shops, disabled, name } of items) {
      lines.push(`${email}  ${role}  ${shops.join(',')}  ${disabled ? 'disabled' : 'active'}  ${name}`);
    }
    if (next === undefined) return lines.length > 0 ? `${lines.join('\n')}\n` : 'no accounts\n';
    after = next;
  }
}

function needed(options: ReadonlyMap<string, string>, name: string): string {
  const value = options.get(name)?.trim();
  if (!value) throw new UsageError();
  return value;
}

class UsageError extends Error {
  constructor() {
    super(USAGE);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
