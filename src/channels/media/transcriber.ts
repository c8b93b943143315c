import { AUDIO_EXTENSIONS, type AudioType } from '../../files/index.ts';
import { callPlatform } from '../platformCall.ts';

/** Writes a voice note down; nothing when no words were in it. */
export type Transcribe = (content: Buffer, contentType: string) => Promise<string | undefined>;

export interface TranscriberOptions {
  /** An OpenAI-compatible endpoint, up to and with its version: `https://speech.example/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  readonly timeoutMs?: number;
}

const MOST_CHARACTERS = 4000;

/** Opens an endpoint that takes `POST /audio/transcriptions` with a file, a model, and answers `{text}`. */
export function openTranscriber({ url, model, key, timeoutMs = 25_000 }: TranscriberOptions): Transcribe {
  return async (content, contentType) => {
    const form = new FormData();
    form.set('model', model);
    form.set('response_format', 'json');
    const name = `voice.${AUDIO_EXTENSIONS[contentType as AudioType] ?? 'ogg'}`;
    form.set('file', new Blob([new Uint8Array(content)], { type: contentType }), name);
    const { status, body } = await callPlatform({
      url: `${url.replace(/\/$/, '')}/audio/transcriptions`,
      body: form,
      timeoutMs,
      ...(key !== undefined && { token: key }),
    });
    if (status !== 200) throw new TranscriptionError(status);
    const text = (body as { text?: unknown } | undefined)?.text;
    if (typeof text !== 'string') throw new TranscriptionError(status);
    return text.trim().slice(0, MOST_CHARACTERS).toWellFormed() || undefined;
  };
}

/** The endpoint did not write a voice note down. */
export class TranscriptionError extends Error {
  override readonly name = 'TranscriptionError';
  readonly code: number;

  constructor(status: number) {
    super(`the transcription endpoint answered ${status}: check TRANSCRIPTION_URL, its key and its model`);
    this.code = status;
  }
}
