/**
 * The contract every storage driver keeps. It is as small as the promises of the product allow: whatever is
 * stored (conversations, transcripts, complaints, queues, botbuilder's state) is written once on top of it.
 *
 * A **partition** is everything that must change together, for example one conversation. One commit touches one
 * partition and applies whole or not at all. On Redis a partition is one hash tag, so it lives on one node.
 */
export interface Driver {
  /** `sqlite` or `redis`; for logs and health, never for behaviour. */
  readonly name: string;

  /** Reads one document, or nothing when the key is unknown. */
  get(partition: string, key: string): Promise<Stored | undefined>;

  /** Applies a batch whole, or refuses it whole and says why. It resolves only once the batch is durable. */
  commit(batch: Batch): Promise<CommitResult>;

  /** Reads a list in the order of its appends; `newestFirst` reads from the end. */
  range(partition: string, list: string, options: RangeOptions): Promise<Entry[]>;

  /** Reads an ordered index from the lowest order up (equal orders by member), up to and including `upTo`. */
  ranked(partition: string, index: string, options: RankedOptions): Promise<Ranked[]>;

  /** The names of everything in a partition, in no order: for exports, and for deleting. */
  names(partition: string): Promise<PartitionNames>;

  /**
   * Deletes everything of a partition: documents (except those whose key begins with `keep`), lists and indexes. Leases
   * and versions stay, so whoever still works on what was there writes nothing back. Repeatable.
   */
  drop(partition: string, options?: { readonly keep?: string }): Promise<void>;

  /** Takes a lease when it is free or has expired; nothing when somebody else holds it. */
  claimLease(partition: string, name: string, holder: string, ttlMs: number): Promise<Lease | undefined>;

  /** Prolongs a lease from now on; false when it is no longer ours. */
  renewLease(partition: string, name: string, number: number, ttlMs: number): Promise<boolean>;

  /** Gives a lease back; false when it was no longer ours. */
  releaseLease(partition: string, name: string, number: number): Promise<boolean>;

  /** Tells all subscribers of a topic now. Notices are hints: who misses one finds the truth by reading. */
  publish(topic: string, message: string): Promise<void>;

  /**
   * Listens to a topic; resolves when no later notice can be missed, with the way to stop listening. `onGap` is called
   * when the way to the store was broken and stands again: notices may have been lost meanwhile.
   */
  subscribe(topic: string, listener: (message: string) => void, onGap?: () => void): Promise<() => Promise<void>>;

  /** Settings of the store that weaken what is promised, in words for the operator; empty when all is well. */
  weaknesses(): Promise<string[]>;

  /** Finishes what was promised and frees every handle. */
  close(): Promise<void>;
}

/** A document with its version. Versions grow within a partition and never come back, not even after a delete. */
export interface Stored {
  readonly value: unknown;
  readonly version: number;
}

export interface Batch {
  readonly partition: string;
  /** Refuse the batch unless this lease is still the one with this number. */
  readonly fence?: Fence;
  /** Documents that must stand at these versions though the batch does not write them. */
  readonly checks?: readonly Check[];
  readonly puts?: readonly Put[];
  readonly deletes?: readonly Delete[];
  readonly appends?: readonly Append[];
  readonly trims?: readonly Trim[];
  readonly ranks?: readonly Rank[];
  readonly unranks?: readonly Unrank[];
  /** Told to subscribers once the batch is durable. */
  readonly notices?: readonly Notice[];
}

export interface Fence {
  readonly lease: string;
  readonly number: number;
  /** Give the lease back in the same step. */
  readonly release?: boolean;
}

/** A document that has to be at this version still; `0` means that nothing may be there. */
export interface Check {
  readonly key: string;
  readonly expect: number;
}

/**
 * Writes a document. `expect` is the version that must be there now; `0` means "nothing may be there", which is how
 * something is claimed exactly once. Without `expect` the last writer wins. Values are JSON (no undefined inside lists).
 */
export interface Put {
  readonly key: string;
  readonly value: unknown;
  readonly expect?: number;
}

export interface Delete {
  readonly key: string;
  readonly expect?: number;
}

/** Adds to the end of a list; the position is given by the store: 1, 2, 3 … without gaps. */
export interface Append {
  readonly list: string;
  readonly value: unknown;
}

/** Forgets the entries of a list up to a position, after the appends; the newest entry always stays. */
export interface Trim {
  readonly list: string;
  readonly upTo: number;
}

/** Puts a member into an ordered index, or moves it there. */
export interface Rank {
  readonly index: string;
  readonly member: string;
  readonly order: number;
}

/** Takes a member out of an ordered index; with `order` only while it still stands there. */
export interface Unrank {
  readonly index: string;
  readonly member: string;
  readonly order?: number;
}

export interface Notice {
  readonly topic: string;
  readonly message: string;
}

export type CommitResult =
  /** `version` is that of every document put; `positions` are those of the appends, in their order. */
  | { readonly status: 'committed'; readonly version: number; readonly positions: readonly number[] }
  /** A document was not at its expected version; `current` is what stands there. */
  | { readonly status: 'conflict'; readonly key: string; readonly current: Stored | undefined }
  /** The lease of the fence has gone to somebody else. */
  | { readonly status: 'fenced' };

export interface RangeOptions {
  /** Only entries after this position. */
  readonly after?: number;
  /** Only entries before this position. */
  readonly before?: number;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

export interface Entry {
  readonly position: number;
  readonly value: unknown;
}

export interface RankedOptions {
  readonly upTo?: number;
  /** Begins behind this place, whether or not somebody still stands there: the last row of the page before. */
  readonly after?: Ranked;
  readonly limit: number;
}

export interface Ranked {
  readonly member: string;
  readonly order: number;
}

export interface PartitionNames {
  readonly documents: readonly string[];
  readonly lists: readonly string[];
  readonly indexes: readonly string[];
}

export interface Lease {
  /** Grows with every claim of this lease: the fencing number. */
  readonly number: number;
  /** How many holders in a row before this one let it expire without giving it back (crashed or hung). */
  readonly abandoned: number;
}
