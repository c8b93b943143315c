export { AttemptLimits, type Limit, type Reserved, type Subject } from './attemptLimits.ts';
export { Buckets } from './buckets.ts';
export { KeyedHash, storedHash } from './keyedHash.ts';
