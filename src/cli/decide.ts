import { Writable } from 'node:stream';
import type { PolicyPack } from '../knowledge/index.ts';
import {
  type Calendar,
  type Decision,
  decide,
  describePath,
  openCalendar,
  type ReturnCase,
  ReturnCaseError,
  type ReturnRules,
  readInstant,
  readReturnCase,
  zoneFault,
} from '../returns/index.ts';
import { decisionLine } from './decisionLine.ts';
import {
  answerJsonLines,
  InputFileError,
  type JsonRecord,
  LineError,
  runJsonLinesCommand,
  textField,
} from './jsonLines.ts';
import { openKnowledge } from './knowledgeFolder.ts';

/**
 * `npm run --silent decide < cases.jsonl`: one return case, one decision (docs/commands.md). With `--explain` every
 * decision is printed with the way to it, for a person: `npm run --silent decide -- --explain < cases.jsonl`.
 */
const explaining = process.argv.slice(2).includes('--explain');
if (explaining) await explainLines();
else await runJsonLinesCommand('decide', openDecider);

interface Shop {
  readonly rules: ReturnRules;
  readonly calendar: Calendar;
}

function openDecider(): (record: JsonRecord) => object {
  const shops = openShops();
  return (record) => decisionLine(decideLine(shops, record));
}

function openShops(): ReadonlyMap<string, Shop> {
  const unknown = process.argv.slice(2).find((option) => option !== '--explain');
  if (unknown !== undefined) throw new InputFileError(`unknown option ${unknown}; there is --explain`);
  const fault = zoneFault();
  if (fault !== undefined) process.stderr.write(`decide: ${fault}\n`);
  return new Map(openKnowledge().packs.map((pack) => [pack.shop.id, openShop(pack)]));
}

function openShop(pack: PolicyPack): Shop {
  if (!pack.returns) throw new InputFileError(`the rules of ${pack.shop.id} were not loaded`);
  return { rules: pack.returns, calendar: openCalendar(pack.returns.holidays) };
}

function decideLine(shops: ReadonlyMap<string, Shop>, record: JsonRecord): Decision {
  const name = textField(record, 'shop');
  const shop = shops.get(name);
  if (!shop) {
    throw new LineError(
      'unknown_shop',
      `unknown shop ${JSON.stringify(name)}; known are ${[...shops.keys()].join(', ')}`,
    );
  }
  const now = readInstant(textField(record, 'now'));
  if (now === undefined) {
    throw new LineError('invalid_field', 'the field "now" must be a time that exists, in ISO 8601 with offset');
  }
  return decide(shop.rules, readCase(record), now, shop.calendar);
}

function readCase({ reason, order, answers }: JsonRecord): ReturnCase {
  try {
    return readReturnCase({ reason, order, answers });
  } catch (error) {
    if (error instanceof ReturnCaseError) throw new LineError(error.code, error.message);
    throw error;
  }
}

/** The same lines, answered in the same way, but each told as text. */
async function explainLines(): Promise<void> {
  const shops = openShops();
  const output = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      process.stdout.write(tell(JSON.parse(line)), done);
    },
  });
  // A reader that goes away early (| head) ends the run quietly, as it does for JSON lines.
  process.stdout.on('error', (error) => output.destroy(error));
  const answer = (record: JsonRecord) => ({ told: describePath(decideLine(shops, record)) });
  const { stdin: input, stderr: log } = process;
  process.exitCode = await answerJsonLines({ command: 'decide', input, output, log, answer });
}

function tell(line: { id: unknown; told?: string; error?: { message: string } }): string {
  return `== ${String(line.id)}\n${line.told ?? `error: ${line.error?.message}`}\n\n`;
}
