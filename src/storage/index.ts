export type * from './driver.ts';
export { openDriver } from './openDriver.ts';
export { DatabaseFileError } from './sqlite/databaseFileError.ts';
