/** One thing that is wrong in a knowledge file, with the place where its author finds it. */
export interface KnowledgeFault {
  /** Path below the knowledge folder, for example `shops/xiaomi-ma/answers.yaml`. */
  readonly file: string;
  /** Line in that file, counted from 1. */
  readonly line: number;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** Thrown when knowledge cannot be loaded: every fault found, not just the first. */
export class KnowledgeError extends Error {
  readonly code = 'KNOWLEDGE_INVALID';
  readonly faults: readonly KnowledgeFault[];

  constructor(faults: readonly KnowledgeFault[]) {
    super(['The knowledge files have faults:', ...faults.map(describeFault)].join('\n'));
    this.name = 'KnowledgeError';
    this.faults = faults;
  }
}

/** `file:line: message`, the form that editors turn into a link. */
export function describeFault(fault: KnowledgeFault): string {
  return `${fault.file}:${fault.line}: ${fault.message}`;
}
