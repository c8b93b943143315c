export { type CustomerAsk, type CustomerTrace, findCustomer } from './customerAsk.ts';
export { CLAIMS_KEPT_MS, ERASURES, Eraser, type EraserOptions, type ErasureRecord } from './eraser.ts';
export { type CustomerExport, type ExportedFile, exportCustomer } from './exportCustomer.ts';
export { Retention, type RetentionOptions } from './retention.ts';
