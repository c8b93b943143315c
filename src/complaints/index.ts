export { readComplaintNumber } from './complaintNumber.ts';
export {
  COMPLAINT_STATES,
  type ComplaintRecord,
  type ComplaintState,
  type HistoryEntry,
  isWaiting,
  type KeptEvidence,
} from './complaintRecord.ts';
export type { ComplaintPage, ListOptions } from './complaintStore.ts';
export { type ActResult, type Complaints, type ComplaintsOptions, createComplaints } from './complaints.ts';
export { CASE_KINDS, type CaseKind, FILINGS, type FiledEvidence, type Filing } from './filing.ts';
export type { Draft } from './numbers.ts';
export type { StatusAsk, StatusResult } from './statusAsk.ts';
