import { EXTENSIONS, FileStore, type FileType, fileAttachment, storedFile } from '../../files/index.ts';
import { errorFields, type Log } from '../../log.ts';
import type { Driver } from '../../storage/index.ts';
import type { ChannelActivity, ChannelAttachment, MediaReference, SanadData } from '../activity.ts';
import type { Transcribe } from './transcriber.ts';

/** Gets a file from the platform: its bytes, or nothing when it is too large or gone. */
export type FetchMedia = (reference: MediaReference, mostBytes: number) => Promise<Buffer | undefined>;

export interface IncomingMediaOptions {
  readonly driver: Driver;
  readonly log: Log;
  /** Bytes of a picture or document. */
  readonly mostBytes: number;
  readonly transcribe?: Transcribe;
}

const MOST_VOICE_BYTES = 16_000_000;

/** `audio/ogg; codecs=opus` is `audio/ogg`. */
function plainType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isVoice(reference: MediaReference): boolean {
  return plainType(reference.contentType).startsWith('audio/');
}

/** What a message with files says of them before they are fetched: their later addresses are known already. */
export function mediaParts(references: readonly MediaReference[]): {
  attachments?: ChannelAttachment[];
  sanad: SanadData;
} {
  const kept = references.filter((one) => isVoice(one) || isTaken(plainType(one.contentType)));
  const attachments = kept.filter((one) => !isVoice(one)).map(attachmentOf);
  const refused = references.find((one) => !kept.includes(one));
  return {
    ...(attachments.length > 0 && { attachments }),
    sanad: { ...(kept.length > 0 && { media: kept }), ...(refused && { unreadable: plainType(refused.contentType) }) },
  };
}

function isTaken(type: string): type is FileType {
  return Object.hasOwn(EXTENSIONS, type);
}

/** The attachment under the address that the file will have. */
function attachmentOf({ contentType, file, name = '' }: MediaReference): ChannelAttachment {
  return fileAttachment(file, { type: plainType(contentType) as FileType, name });
}

/** Fetches what customers sent: pictures and documents are stored like uploads, voice notes are written down. */
export class IncomingMedia {
  readonly #options: IncomingMediaOptions;
  readonly #files: FileStore;

  constructor(options: IncomingMediaOptions) {
    this.#options = options;
    this.#files = new FileStore(options.driver);
  }

  async prepare(activity: ChannelActivity, conversation: string, fetchMedia: FetchMedia): Promise<ChannelActivity> {
    let ready = activity;
    for (const reference of activity.channelData?.sanad?.media ?? []) {
      ready = isVoice(reference)
        ? await this.#hear(ready, reference, fetchMedia)
        : await this.#keep(ready, conversation, reference, fetchMedia);
    }
    return ready;
  }

  async #keep(
    activity: ChannelActivity,
    conversation: string,
    reference: MediaReference,
    fetchMedia: FetchMedia,
  ): Promise<ChannelActivity> {
    const place = attachmentOf(reference).contentUrl;
    const type = await this.#stored(conversation, reference, fetchMedia);
    const attachments = (activity.attachments ?? []).flatMap((one) => {
      if (one.contentUrl !== place) return [one];
      return type === undefined ? [] : [{ ...one, contentType: type }];
    });
    return type === undefined
      ? marked({ ...activity, attachments }, { unreadable: 'file' })
      : { ...activity, attachments };
  }

  /** The kind of the stored file; nothing when it could not be had, or is none that is taken. */
  async #stored(conversation: string, reference: MediaReference, fetchMedia: FetchMedia): Promise<string | undefined> {
    const known = await this.#files.stored(attachmentOf(reference).contentUrl ?? '');
    if (known) return known.type;
    const content = await this.#fetch(reference, this.#options.mostBytes, fetchMedia);
    if (!content) return undefined;
    try {
      const file = storedFile({ conversation, name: reference.name ?? '', content });
      await this.#files.keep(reference.file, file);
      return file.type;
    } catch (error) {
      this.#options.log.warn('media.refused', { file: reference.file, ...errorFields(error) });
      return undefined;
    }
  }

  async #hear(activity: ChannelActivity, reference: MediaReference, fetchMedia: FetchMedia): Promise<ChannelActivity> {
    const text = await this.#written(reference, fetchMedia);
    if (text === undefined) return marked(activity, { speech: 'unheard' });
    const whole = [activity.text ?? '', text].filter((part) => part !== '').join('\n');
    return marked({ ...activity, text: whole }, { speech: 'heard' });
  }

  /** What a voice note says, the same each time it is asked for; nothing when nobody can listen. */
  async #written(reference: MediaReference, fetchMedia: FetchMedia): Promise<string | undefined> {
    const { driver, transcribe } = this.#options;
    if (!transcribe) return undefined;
    const partition = `file:${reference.file}`;
    const known = await driver.get(partition, 'transcript');
    if (known) return String(known.value);
    const content = await this.#fetch(reference, MOST_VOICE_BYTES, fetchMedia);
    const text = content && (await this.#transcribed(content, reference));
    if (text) await driver.commit({ partition, puts: [{ key: 'transcript', value: text, expect: 0 }] });
    return text;
  }

  async #transcribed(content: Buffer, reference: MediaReference): Promise<string | undefined> {
    try {
      return await this.#options.transcribe?.(content, plainType(reference.contentType));
    } catch (error) {
      this.#options.log.warn('transcription.failed', { file: reference.file, ...errorFields(error) });
      return undefined;
    }
  }

  async #fetch(reference: MediaReference, most: number, fetchMedia: FetchMedia): Promise<Buffer | undefined> {
    try {
      return await fetchMedia(reference, most);
    } catch (error) {
      this.#options.log.warn('media.failed', { file: reference.file, ...errorFields(error) });
      return undefined;
    }
  }
}

function marked(activity: ChannelActivity, sanad: SanadData): ChannelActivity {
  return { ...activity, channelData: { ...activity.channelData, sanad: { ...activity.channelData?.sanad, ...sanad } } };
}
