/** Places on the way of a complaint where a watcher may look in (and where a test may kill the process). */
export const COMPLAINT_STEPS = ['reserved', 'filing', 'evidence', 'filed', 'sending', 'accepted', 'recorded'] as const;
export type ComplaintStep = (typeof COMPLAINT_STEPS)[number];

export type OnComplaintStep = (step: ComplaintStep, number: string) => void | Promise<void>;
