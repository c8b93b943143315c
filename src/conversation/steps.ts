/**
 * Places on the way of a message where a watcher may look in (and where a test may kill the process). They lie
 * between the durable steps of design.md section 4.
 */
export const STEPS = ['received', 'stored', 'leased', 'handled', 'committed', 'sending', 'sent'] as const;
export type Step = (typeof STEPS)[number];

export type OnStep = (step: Step, conversation: string) => void | Promise<void>;
