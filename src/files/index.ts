export { nameOfType, safeName } from './fileName.ts';
export {
  FileStore,
  fileAttachment,
  fileIdOf,
  fileOf,
  type StoredFile,
  storedFile,
  UnsafeFileError,
  UnsupportedFileError,
} from './fileStore.ts';
export { EXTENSIONS, type FileType, fileTypeOf } from './fileType.ts';
export { holdsScript } from './holdsScript.ts';
