import type { PasswordHash } from './passwords.ts';

/** `agent`: speaks with customers. `supervisor`: also manages accounts and reads the audit log of their shops. */
export const ROLES = ['agent', 'supervisor'] as const;
export type Role = (typeof ROLES)[number];

/** Stands in `shops` for all shops, also for those that come later. */
export const ALL_SHOPS = '*';

/** Somebody of a shop who may enter the console. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** Lower case; one account each. */
  readonly email: string;
  readonly role: Role;
  readonly shops: readonly string[];
  readonly disabled: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Absent until a password was set by a one-time link. */
  readonly password?: PasswordHash;
  /** Sessions of an earlier generation are ended. */
  readonly generation: number;
}

/** Does this account see the things of a shop? */
export function sees(account: Pick<Account, 'shops'>, shop: string): boolean {
  return account.shops.includes(ALL_SHOPS) || account.shops.includes(shop);
}

/** May a supervisor manage an account of these shops? Only when they see all of them. */
export function manages(supervisor: Pick<Account, 'role' | 'shops'>, shops: readonly string[]): boolean {
  return supervisor.role === 'supervisor' && shops.every((shop) => sees(supervisor, shop));
}

/** The one form in which e-mail addresses are compared. */
export function readEmail(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
