export { readComplaintNumber } from './complaintNumber.ts';
export {
  COMPLAINT_STATES,
  type ComplaintRecord,
  type ComplaintState,
  type HistoryEntry,
  isWaiting,
  type KeptEvidence,
} from './complaintRecord.ts';
export { type ComplaintPage, complaintsOf, type ListOptions, type OnComplaintChange } from './complaintStore.ts';
export { type ActResult, type Complaints, type ComplaintsOptions, createComplaints } from './complaints.ts';
export type { ComplaintMailWords } from './delivery/complaintMail.ts';
export { type AnswerWay, WINDOW_CLOSED } from './delivery/customerTargets.ts';
export type { Target } from './delivery/target.ts';
export { signWebhook } from './delivery/webhookTarget.ts';
export type { EvidenceFile, FileReader } from './evidenceShelf.ts';
export { EXPORT_FORMATS, type ExportFormat, exportComplaints } from './exportComplaints.ts';
export { CASE_KINDS, type CaseKind, FILINGS, type FiledEvidence, type Filing } from './filing.ts';
export type { Draft } from './numbers.ts';
export { type OpenTargets, openTargets, type TargetSettings, targetSettings } from './openTargets.ts';
export type { DeliveryView, ResendResult } from './resend.ts';
export type { StatusAsk, StatusResult } from './statusAsk.ts';
export type { OnComplaintStep } from './steps.ts';
