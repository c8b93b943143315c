export { type Account, ALL_SHOPS, manages, ROLES, type Role, readEmail, sees } from './account.ts';
export { Accounts, type AccountsOptions, type Created, type NewAccount } from './accounts.ts';
export { AUDIT_ACTIONS, type AuditAction, type AuditEntry, type AuditPage, AuditTrail } from './auditTrail.ts';
export { LINK_LIFE_MS, type LinkPurpose, OneTimeLinks } from './oneTimeLinks.ts';
export { LEAST_PASSWORD, type PasswordCost, type PasswordFault, Passwords, passwordFault } from './passwords.ts';
export {
  type OpenSession,
  SESSION_LIFE,
  type Session,
  type SessionLife,
  type SessionReading,
  Sessions,
  type SignInWay,
} from './sessions.ts';
export { PasswordSignIn, SIGN_IN_LIMITS, type SignedIn, type SignInLimits } from './signIn.ts';
