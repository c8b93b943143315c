export type * from './driver.ts';
export { openDriver } from './openDriver.ts';
