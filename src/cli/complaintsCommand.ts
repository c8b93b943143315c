import { openSay } from '../../dialogs/locales/openSay.ts';
import {
  CASE_KINDS,
  type CaseKind,
  COMPLAINT_STATES,
  type ComplaintRecord,
  type ComplaintState,
  type Complaints,
  createComplaints,
  EXPORT_FORMATS,
  type ExportFormat,
  exportComplaints,
  openTargets,
  targetSettings,
} from '../complaints/index.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { openDriver } from '../storage/index.ts';
import { readArguments } from './agentArguments.ts';
import { neededOption, UsageError } from './usageError.ts';

const USAGE = `npm run complaints -- list [--shop xiaomi-ma] [--kind ${CASE_KINDS.join('|')}] [--state ${COMPLAINT_STATES.join('|')}] [--overdue]
npm run complaints -- show --number XM-123-456-789
npm run complaints -- assign --number … --to "Name" [--by "Name"]
npm run complaints -- answer --number … --text "…" [--by "Name"]
npm run complaints -- close --number … [--note "…"] [--by "Name"]
npm run complaints -- resend --number … [--by "Name"]
npm run complaints -- export [--format csv|json] [--shop …] [--kind …] [--state …] [--overdue] > complaints.csv
`;

interface Desk {
  readonly complaints: Complaints;
  readonly shops: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** What a command works with: the configuration, the shops' ids, and where its lines go. */
export interface CommandParts {
  readonly config: Config;
  readonly shops: readonly string[];
  readonly write: (text: string) => void;
}

/**
 * The command behind `npm run complaints`.
 * @throws UsageError for a call that it does not know
 */
export async function complaintsCommand(
  args: readonly string[],
  { config, shops, write }: CommandParts,
): Promise<void> {
  const { command, options } = readArguments(args);
  const driver = await openDriver(config.STORAGE_URL);
  const words = { say: openSay(), shopName: (shop: string) => shop };
  // The command notes what is to be sent; the server sends it.
  const desk = openTargets(targetSettings(config), words, { now: Date.now });
  const complaints = createComplaints({
    driver,
    now: Date.now,
    log: createLog('error'),
    targets: desk.targets,
    customers: desk.customers(shops),
  });
  try {
    for await (const text of run(command, { complaints, shops, options })) write(text);
  } finally {
    await complaints.stop();
    desk.close();
    await driver.close();
  }
}

async function* run(command: string, desk: Desk): AsyncGenerator<string> {
  if (command === 'list') yield* list(desk);
  else if (command === 'export') yield await exportAll(desk);
  else if (['show', 'assign', 'answer', 'close', 'resend'].includes(command)) yield await onOne(command, desk);
  else throw new UsageError(USAGE);
}

async function* list(desk: Desk): AsyncGenerator<string> {
  let count = 0;
  for await (const record of chosen(desk)) {
    count += 1;
    yield `${line(record)}\n`;
  }
  if (count === 0) yield 'none\n';
}

async function exportAll(desk: Desk): Promise<string> {
  const format = oneOf<ExportFormat>(desk, 'format', EXPORT_FORMATS) ?? 'csv';
  const records: ComplaintRecord[] = [];
  for await (const record of chosen(desk)) records.push(record);
  return exportComplaints(records, format);
}

async function* chosen(desk: Desk): AsyncGenerator<ComplaintRecord> {
  const kind = oneOf<CaseKind>(desk, 'kind', CASE_KINDS);
  const state = oneOf<ComplaintState>(desk, 'state', COMPLAINT_STATES);
  const shop = oneOf(desk, 'shop', desk.shops);
  const filter = { ...(kind && { kind }), ...(state && { state }), overdue: desk.options.has('overdue') };
  for (const one of shop ? [shop] : desk.shops) yield* desk.complaints.all(one, filter);
}

function oneOf<T extends string>({ options }: Desk, name: string, known: readonly T[]): T | undefined {
  const value = options.get(name);
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${known.join(', ')}\n${USAGE}`);
  return found;
}

async function onOne(command: string, desk: Desk): Promise<string> {
  const { complaints, options } = desk;
  const { shop, number } = await theOne(desk);
  const needed = (name: string) => neededOption(options, name, USAGE);
  const by = options.get('by') || 'command';
  const note = options.get('note');
  if (command === 'assign') return told(await complaints.assign(shop, number, { by, to: needed('to') }));
  if (command === 'answer') return told(await complaints.answer(shop, number, { by, text: needed('text') }));
  if (command === 'close') return told(await complaints.close(shop, number, { by, ...(note && { note }) }));
  if (command === 'show') return show(desk, shop, number);
  const result = await complaints.resend(shop, number, { by });
  if (result.status === 'queued') return `${number}: ${result.deliveries} to be sent by the server\n`;
  throw new Error(`${shop} has no address and no webhook: set COMPLAINTS_MAIL or COMPLAINTS_WEBHOOKS first`);
}

/** The complaint of the number, in whichever shop it is. */
async function theOne({ complaints, shops, options }: Desk): Promise<ComplaintRecord> {
  const number = neededOption(options, 'number', USAGE);
  for (const shop of shops) {
    const record = await complaints.get(shop, number);
    if (record) return record;
  }
  throw new Error(`there is no complaint ${number}: see npm run complaints -- list`);
}

function told(result: Awaited<ReturnType<Complaints['close']>>): string {
  if (result.status === 'done') return `${line(result.record)}\n`;
  throw new Error(
    result.status === 'closed' ? `${result.record.number} is closed already` : 'there is no such complaint',
  );
}

function line({ number, kind, state, filedAt, dueAt, overdueSince, assignee }: ComplaintRecord): string {
  const due = dueAt === undefined ? '' : `due ${dueAt.slice(0, 10)}${overdueSince ? ' OVERDUE' : ''}`;
  return [number, kind, state, filedAt.slice(0, 16), due, assignee ?? ''].join('  ').trimEnd();
}

async function show({ complaints }: Desk, shop: string, number: string): Promise<string> {
  const record = await complaints.get(shop, number);
  const deliveries = await complaints.deliveries(shop, number);
  return `${JSON.stringify({ ...record, deliveries }, null, 2)}\n`;
}
