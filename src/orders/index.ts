export { type CodeMailer, type CodeMailerOptions, createCodeMailer, transportOptions } from './codeMailer.ts';
export { type Contact, readContacts, readEmail, readPhone } from './contact.ts';
export { displayText } from './displayText.ts';
export { type OpenOrderSourcesOptions, openOrderSources } from './openOrderSources.ts';
export {
  CATEGORIES,
  type Category,
  type DateOrigin,
  type Doubt,
  type Order,
  type OrderItem,
  type OrderStatus,
  PAYMENTS,
  type Payment,
  STATUSES,
} from './order.ts';
export { type OrderLine, orderLine } from './orderLine.ts';
export { asciiDigits } from './orderNumber.ts';
export {
  describeOrderFault,
  OrderDataError,
  type OrderFault,
  type OrderSource,
  OrderSourceError,
} from './orderSource.ts';
export {
  type CodeMail,
  createOrders,
  type Orders,
  type OrdersOptions,
  type VerifiedRequest,
  type VerifiedResult,
} from './orders.ts';
export { readCode } from './proof/codes.ts';
export type {
  CodePurpose,
  CodeRequest,
  CodeRequestResult,
  Person,
  ProofRequest,
  ProofResult,
  RedeemRequest,
  RedeemResult,
} from './proof/proofRequest.ts';
export { createGivenSource, createSampleSource, SAMPLE_DAY } from './sources/sampleSource.ts';
