import type { Driver } from '../../storage/index.ts';

/** A file of our store, to be handed to a platform. */
export interface StoredFile {
  readonly type: string;
  readonly name: string;
  readonly content: Buffer;
}

/** Reads a stored file by its id; nothing when it is gone. */
export type StoredFiles = (id: string) => Promise<StoredFile | undefined>;

export function storedFiles(driver: Driver): StoredFiles {
  return async (id) => {
    const stored = await driver.get(`file:${id}`, 'file');
    if (!stored) return undefined;
    const { type, name, base64 } = stored.value as { type: string; name: string; base64: string };
    return { type, name, content: Buffer.from(base64, 'base64') };
  };
}
