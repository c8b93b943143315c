import {
  AUDIO_EXTENSIONS,
  type AudioType,
  EXTENSIONS,
  FileStore,
  type FileType,
  fileAttachment,
  type StoredFile,
  storedFile,
  storedRecording,
} from '../../files/index.ts';
import { errorFields, type Log } from '../../log.ts';
import type { Driver } from '../../storage/index.ts';
import type { ChannelActivity, ChannelAttachment, MediaReference, SanadData } from '../activity.ts';
import type { Transcribe } from './transcriber.ts';

/** Gets a file from the platform: its bytes, or nothing when it is too large or gone. */
export type FetchMedia = (reference: MediaReference, mostBytes: number) => Promise<Buffer | undefined>;

export interface IncomingMediaOptions {
  readonly driver: Driver;
  readonly log: Log;
  /** Bytes of a picture, document or voice note. */
  readonly mostBytes: number;
  readonly transcribe?: Transcribe;
}

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
  const attachments = kept.map(attachmentOf);
  const refused = references.find((one) => !kept.includes(one));
  return {
    ...(attachments.length > 0 && { attachments }),
    sanad: { ...(kept.length > 0 && { media: kept }), ...(refused && { unreadable: plainType(refused.contentType) }) },
  };
}

function isTaken(type: string): type is FileType {
  return Object.hasOwn(EXTENSIONS, type);
}

/** The attachment under the address that the file will have; recordings of rare kinds count as the usual one. */
function attachmentOf(reference: MediaReference): ChannelAttachment {
  const { contentType, file, name = '' } = reference;
  const type = plainType(contentType);
  if (!isVoice(reference)) return fileAttachment(file, { type: type as FileType, name });
  const isKnown = Object.hasOwn(AUDIO_EXTENSIONS, type);
  return fileAttachment(file, { type: isKnown ? (type as AudioType) : 'audio/ogg', name });
}

/** Fetches what customers sent: it is stored like uploads, and voice notes are written down beside. */
export class IncomingMedia {
  readonly #options: IncomingMediaOptions;
  readonly #files: FileStore;

  constructor(options: IncomingMediaOptions) {
    this.#options = options;
    this.#files = new FileStore(options.driver);
  }

  /** The message as the bot reads it: pictures and documents attached, voice notes in words; agents hear them. */
  async prepare(activity: ChannelActivity, conversation: string, fetchMedia: FetchMedia): Promise<ChannelActivity> {
    let ready = activity;
    for (const reference of activity.channelData?.sanad?.media ?? []) {
      const stored = await this.#stored(conversation, reference, fetchMedia);
      const place = attachmentOf(reference).contentUrl;
      ready = isVoice(reference)
        ? await this.#hear(without(ready, place), reference, stored)
        : withKind(ready, place, stored?.type);
    }
    return ready;
  }

  /** The stored file; nothing when it could not be had, or is none that is taken. */
  async #stored(
    conversation: string,
    reference: MediaReference,
    fetchMedia: FetchMedia,
  ): Promise<StoredFile | undefined> {
    const known = await this.#files.stored(attachmentOf(reference).contentUrl ?? '');
    if (known) return known;
    const content = await this.#fetch(reference, fetchMedia);
    const file = content && this.#checked(conversation, reference, content);
    if (file) await this.#files.keep(reference.file, file);
    else await this.#files.markMissing(reference.file);
    return file;
  }

  #checked(conversation: string, reference: MediaReference, content: Buffer): StoredFile | undefined {
    try {
      if (isVoice(reference)) return storedRecording({ conversation, content });
      return storedFile({ conversation, name: reference.name ?? '', content });
    } catch (error) {
      this.#options.log.warn('media.refused', { file: reference.file, ...errorFields(error) });
      return undefined;
    }
  }

  async #hear(
    activity: ChannelActivity,
    { file }: MediaReference,
    stored: StoredFile | undefined,
  ): Promise<ChannelActivity> {
    const text = stored && (await this.#written(file, stored));
    if (text === undefined) return marked(activity, { speech: 'unheard' });
    const whole = [activity.text ?? '', text].filter((part) => part !== '').join('\n');
    return marked({ ...activity, text: whole }, { speech: 'heard' });
  }

  /** What a voice note says, the same each time it is asked for; nothing when nobody can listen. */
  async #written(file: string, stored: StoredFile): Promise<string | undefined> {
    const { transcribe, log } = this.#options;
    if (!transcribe) return undefined;
    const { transcript } = await this.#files.about(file);
    if (transcript !== undefined) return transcript;
    try {
      const text = await transcribe(Buffer.from(stored.base64, 'base64'), stored.type);
      if (text) await this.#files.keepTranscript(file, text);
      return text;
    } catch (error) {
      log.warn('transcription.failed', { file, ...errorFields(error) });
      return undefined;
    }
  }

  async #fetch(reference: MediaReference, fetchMedia: FetchMedia): Promise<Buffer | undefined> {
    try {
      return await fetchMedia(reference, this.#options.mostBytes);
    } catch (error) {
      this.#options.log.warn('media.failed', { file: reference.file, ...errorFields(error) });
      return undefined;
    }
  }
}

/** The attachment at a place under the kind that its content has; taken out when there is none. */
function withKind(activity: ChannelActivity, place: string | undefined, type: string | undefined): ChannelActivity {
  if (type === undefined) return marked(without(activity, place), { unreadable: 'file' });
  const attachments = (activity.attachments ?? []).map((one) =>
    one.contentUrl === place ? { ...one, contentType: type } : one,
  );
  return { ...activity, attachments };
}

function without(activity: ChannelActivity, place: string | undefined): ChannelActivity {
  return { ...activity, attachments: (activity.attachments ?? []).filter(({ contentUrl }) => contentUrl !== place) };
}

function marked(activity: ChannelActivity, sanad: SanadData): ChannelActivity {
  return { ...activity, channelData: { ...activity.channelData, sanad: { ...activity.channelData?.sanad, ...sanad } } };
}
