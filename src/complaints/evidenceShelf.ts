import type { Driver } from '../storage/index.ts';
import type { KeptEvidence } from './complaintRecord.ts';
import type { Filing } from './filing.ts';

/** A file as a channel stored it; by its address in an attachment. Every channel stores its media the same way. */
export interface FileReader {
  read(contentUrl: string): Promise<{ readonly type: string; readonly content: Buffer } | undefined>;
}

export interface EvidenceFile extends KeptEvidence {
  readonly content: Buffer;
}

const MOST_FILES = 10;

/**
 * Keeps the files of a complaint beside it, in a partition of its own: they stay when the conversation and its
 * uploads go. Names that customers gave are not kept; a file is known by its place in the complaint.
 */
export class EvidenceShelf {
  readonly #driver: Driver;
  readonly #files: FileReader | undefined;

  constructor(driver: Driver, files: FileReader | undefined) {
    this.#driver = driver;
    this.#files = files;
  }

  /** Copies the files of a filing. Copying again finds them there. */
  async keep({ number, evidence }: Pick<Filing, 'number' | 'evidence'>): Promise<KeptEvidence[]> {
    const kept: KeptEvidence[] = [];
    for (const [index, { contentUrl, contentType }] of evidence.slice(0, MOST_FILES).entries()) {
      const id = String(index + 1);
      const file = await this.#files?.read(contentUrl);
      if (!file) {
        kept.push({ id, contentType, bytes: 0, missing: true });
        continue;
      }
      const value = { type: file.type, base64: file.content.toString('base64') };
      await this.#driver.commit({ partition: evidenceOf(number), puts: [{ key: `file:${id}`, value, expect: 0 }] });
      kept.push({ id, contentType: file.type, bytes: file.content.length });
    }
    return kept;
  }

  async read(number: string, evidence: KeptEvidence): Promise<EvidenceFile | undefined> {
    const stored = await this.#driver.get(evidenceOf(number), `file:${evidence.id}`);
    const { base64 } = (stored?.value ?? {}) as { base64?: string };
    return base64 === undefined ? undefined : { ...evidence, content: Buffer.from(base64, 'base64') };
  }
}

/** The partition of a complaint's files. */
export function evidenceOf(number: string): string {
  return `evidence:${number}`;
}
