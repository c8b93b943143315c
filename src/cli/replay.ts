import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { readRecords } from '../conversation/index.ts';
import { type Calendar, type DecisionRecord, isReplayed, openCalendar, type ReturnRules } from '../returns/index.ts';
import { openDriver } from '../storage/index.ts';
import { readLines } from './jsonLines.ts';
import { openKnowledge } from './knowledgeFolder.ts';

/** What became of the records of a store. */
export interface ReplayReport {
  readonly replayed: number;
  /** One line for each record that does not come out the same, and why. */
  readonly different: readonly string[];
}

interface Shop {
  readonly rules: ReturnRules;
  readonly calendar: Calendar;
}

/** Decides every stored record again and compares it to the byte. */
export async function replayRecords(
  records: AsyncIterable<unknown>,
  rulesOf: (shop: string) => ReturnRules | undefined,
): Promise<ReplayReport> {
  const shops = new Map<string, Shop>();
  const different: string[] = [];
  let replayed = 0;
  for await (const value of records) {
    const record = value as DecisionRecord;
    const rules = rulesOf(record.shop);
    const shop = rules && (shops.get(record.shop) ?? { rules, calendar: openCalendar(rules.holidays) });
    if (shop) shops.set(record.shop, shop);
    const fault = faultOf(record, shop);
    if (fault !== undefined) different.push(`${record.conversation} ${record.id}: ${fault}`);
    replayed += 1;
  }
  return { replayed, different };
}

function faultOf(record: DecisionRecord, shop: Shop | undefined): string | undefined {
  if (!shop) return `no rules for the shop ${record.shop}`;
  if (isReplayed(record, shop.rules, shop.calendar)) return undefined;
  const { policyVersion } = shop.rules;
  const then = record.decision.policyVersion;
  return then === policyVersion ? 'decided otherwise now' : `decided under ${then}, the policy is ${policyVersion} now`;
}

/** `npm run replay [-- --file records.jsonl]`: the store of STORAGE_URL, or an export of one record a line. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { file: { type: 'string' } } });
  const packs = new Map(openKnowledge().packs.map((pack) => [pack.shop.id, pack.returns]));
  const rulesOf = (shop: string) => packs.get(shop);
  const report =
    values.file === undefined ? await replayStore(rulesOf) : await replayRecords(exported(values.file), rulesOf);
  for (const line of report.different) process.stdout.write(`${line}\n`);
  process.stdout.write(`${report.replayed} decisions replayed, ${report.different.length} different\n`);
  process.exitCode = report.different.length > 0 ? 1 : 0;
}

async function replayStore(rulesOf: (shop: string) => ReturnRules | undefined): Promise<ReplayReport> {
  const driver = await openDriver(readConfig().STORAGE_URL);
  try {
    return await replayRecords(readRecords(driver, 'decisions'), rulesOf);
  } finally {
    await driver.close();
  }
}

async function* exported(file: string): AsyncGenerator<unknown> {
  for await (const { text } of readLines(createReadStream(file))) {
    if (text !== undefined && text.trim() !== '') yield JSON.parse(text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
