export { nameOfType, safeName } from './fileName.ts';
export {
  FileStore,
  fileAttachment,
  fileIdOf,
  fileOf,
  filesFor,
  type StoredFile,
  storedFile,
  storedRecording,
  UnsafeFileError,
  UnsupportedFileError,
} from './fileStore.ts';
export { AUDIO_EXTENSIONS, type AudioType, audioTypeOf, EXTENSIONS, type FileType, fileTypeOf } from './fileType.ts';
export { holdsScript } from './holdsScript.ts';
