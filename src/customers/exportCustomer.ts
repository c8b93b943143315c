import type { ComplaintRecord, Complaints } from '../complaints/index.ts';
import { partitionOf } from '../conversation/index.ts';
import { FileStore, fileOf, type StoredFile } from '../files/index.ts';
import type { Driver } from '../storage/index.ts';
import { type CustomerAsk, findCustomer } from './customerAsk.ts';
import { filesOf } from './filesOf.ts';
import { type PartitionContent, partitionContent } from './partitionContent.ts';

/** Everything that is stored of a customer in one shop, as JSON. */
export interface CustomerExport {
  readonly shop: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Each with its transcript (`lists.log`), decisions, filings and the bot's state. */
  readonly conversations: readonly (PartitionContent & { readonly id: string })[];
  readonly complaints: readonly (ComplaintRecord & { readonly files: readonly ExportedFile[] })[];
  readonly files: readonly ExportedFile[];
}

export interface ExportedFile {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly base64: string;
}

interface Parts {
  readonly driver: Driver;
  readonly complaints: Pick<Complaints, 'all' | 'evidence'>;
  readonly now: () => number;
}

export async function exportCustomer(ask: CustomerAsk, parts: Parts): Promise<CustomerExport> {
  const { driver, now } = parts;
  const trace = await findCustomer(ask, parts);
  const conversations: CustomerExport['conversations'][number][] = [];
  const files: ExportedFile[] = [];
  for (const { id } of trace.conversations) {
    const content = await partitionContent(driver, partitionOf(id));
    conversations.push({ id, ...content });
    const kept = await new FileStore(driver).of(id);
    for (const file of new Set([...filesOf(content.lists.log ?? []), ...kept]))
      files.push(...(await fileWith(file, driver)));
  }
  const complaints: CustomerExport['complaints'][number][] = [];
  for (const record of trace.complaints) complaints.push({ ...record, files: await evidenceOf(record, parts) });
  return { shop: ask.shop, at: new Date(now()).toISOString(), conversations, complaints, files };
}

async function fileWith(id: string, driver: Driver): Promise<ExportedFile[]> {
  const stored = (await driver.get(fileOf(id), 'file'))?.value as StoredFile | undefined;
  return stored ? [{ id, type: stored.type, name: stored.name, base64: stored.base64 }] : [];
}

async function evidenceOf({ shop, number, evidence }: ComplaintRecord, { complaints }: Parts): Promise<ExportedFile[]> {
  const files = await Promise.all(evidence.map(({ id }) => complaints.evidence(shop, number, id)));
  return files.flatMap((file) =>
    file ? [{ id: file.id, type: file.contentType, base64: file.content.toString('base64') }] : [],
  );
}
