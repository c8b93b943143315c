import type { ChannelAttachment } from '../channels/activity.ts';
import type { Driver, Ranked } from '../storage/index.ts';
import { nameOfType, safeName } from './fileName.ts';
import { AUDIO_EXTENSIONS, type AudioType, audioTypeOf, EXTENSIONS, type FileType, fileTypeOf } from './fileType.ts';
import { holdsScript } from './holdsScript.ts';

/** A stored file; each lies in a partition of its own, `file:<id>`, so every process of the shop can serve it. */
export interface StoredFile {
  readonly conversation: string;
  readonly type: FileType | AudioType;
  readonly name: string;
  readonly base64: string;
}

/** By its content the file is none of the kinds that are taken. */
export class UnsupportedFileError extends Error {
  override readonly name = 'UnsupportedFileError';
  readonly code = 'UnsupportedFile';

  constructor() {
    super('a file is none of PNG, JPEG, WebP, GIF and PDF by its content');
  }
}

/** The file is of a taken kind and carries a script. */
export class UnsafeFileError extends Error {
  override readonly name = 'UnsafeFileError';
  readonly code = 'UnsafeFile';

  constructor() {
    super('a file holds a script or another file');
  }
}

/**
 * Reads a customer's file as one that may be stored: its kind by its content, a name that fits the kind.
 * @throws UnsupportedFileError, UnsafeFileError
 */
export function storedFile(file: { conversation: string; name: string; content: Buffer }): StoredFile {
  const type = fileTypeOf(file.content);
  if (!type) throw new UnsupportedFileError();
  if (holdsScript(file.content, type)) throw new UnsafeFileError();
  const name = nameOfType(safeName(file.name), type);
  return { conversation: file.conversation, type, name, base64: file.content.toString('base64') };
}

/**
 * Reads a customer's voice note as one that may be stored.
 * @throws UnsupportedFileError
 */
export function storedRecording(file: { conversation: string; content: Buffer }): StoredFile {
  const type = audioTypeOf(file.content);
  if (!type) throw new UnsupportedFileError();
  const name = `voice.${AUDIO_EXTENSIONS[type]}`;
  return { conversation: file.conversation, type, name, base64: file.content.toString('base64') };
}

const ALL_EXTENSIONS: Readonly<Record<StoredFile['type'], string>> = { ...EXTENSIONS, ...AUDIO_EXTENSIONS };

/** The attachment that carries a stored file; its address is the key to the file, and nobody can guess it. */
export function fileAttachment(id: string, { type, name }: Pick<StoredFile, 'type' | 'name'>): ChannelAttachment {
  return { contentType: type, contentUrl: `/v3/directline/files/${id}.${ALL_EXTENSIONS[type]}`, name };
}

const ENDINGS = [...new Set(Object.values(ALL_EXTENSIONS))].join('|');
const ADDRESS = new RegExp(`^(?:.*/v3/directline/files/)?([\\w-]{22})\\.(?:${ENDINGS})$`, 'u');

/** The id in a file's address or in the last part of it. */
export function fileIdOf(address: string): string | undefined {
  return ADDRESS.exec(address)?.[1];
}

/** The partition of a file. */
export function fileOf(id: string): string {
  return `file:${id}`;
}

/** The partition that knows the files of a conversation, whether or not a message names them. */
export function filesFor(conversation: string): string {
  return `files:${conversation}`;
}

const INDEX = 'files';
const PAGE = 500;

/** Files that customers sent, whatever the channel. */
export class FileStore {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Stores a file; what is there under this id already stays. */
  async keep(id: string, file: StoredFile): Promise<void> {
    const puts = [{ key: 'file', value: file, expect: 0 }];
    // First: a file that nobody knows of would outlive its customer.
    await this.#driver.commit({
      partition: filesFor(file.conversation),
      ranks: [{ index: INDEX, member: id, order: 0 }],
    });
    await this.#driver.commit({ partition: fileOf(id), puts, deletes: [{ key: 'missing' }] });
  }

  /** The ids of a conversation's files. */
  async of(conversation: string): Promise<string[]> {
    const ids: string[] = [];
    for (let after: Ranked | undefined; ; ) {
      const place = { limit: PAGE, ...(after && { after }) };
      const page = await this.#driver.ranked(filesFor(conversation), INDEX, place);
      ids.push(...page.map(({ member }) => member));
      after = page.at(-1);
      if (!after || page.length < PAGE) return ids;
    }
  }

  /** Deletes a file of a conversation. */
  async drop(conversation: string, id: string): Promise<void> {
    await this.#driver.drop(fileOf(id));
    await this.#driver.commit({ partition: filesFor(conversation), unranks: [{ index: INDEX, member: id }] });
  }

  async has(id: string): Promise<boolean> {
    return (await this.#driver.get(fileOf(id), 'file')) !== undefined;
  }

  /** Notes that a file that a message names could not be had or was none that is taken, for whoever looks for it. */
  async markMissing(id: string): Promise<void> {
    await this.#driver.commit({ partition: fileOf(id), puts: [{ key: 'missing', value: true, expect: 0 }] });
  }

  /** Keeps what a voice note says beside it. */
  async keepTranscript(id: string, text: string): Promise<void> {
    await this.#driver.commit({ partition: fileOf(id), puts: [{ key: 'transcript', value: text, expect: 0 }] });
  }

  /** What is known of a file beside its content. */
  async about(id: string): Promise<{ readonly missing: boolean; readonly transcript?: string }> {
    const [missing, transcript] = await Promise.all(
      ['missing', 'transcript'].map((key) => this.#driver.get(fileOf(id), key)),
    );
    return { missing: missing !== undefined, ...(transcript && { transcript: String(transcript.value) }) };
  }

  /** The file of an address. */
  async stored(address: string): Promise<StoredFile | undefined> {
    const id = fileIdOf(address);
    const stored = id === undefined ? undefined : await this.#driver.get(fileOf(id), 'file');
    return stored?.value as StoredFile | undefined;
  }

  /** Kind and content of an address, for whoever keeps the file elsewhere. */
  async read(address: string): Promise<{ type: StoredFile['type']; content: Buffer } | undefined> {
    const stored = await this.stored(address);
    return stored && { type: stored.type, content: Buffer.from(stored.base64, 'base64') };
  }
}
