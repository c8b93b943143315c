import type { FiledEvidence } from '../../src/complaints/index.ts';
import type { FlowTurn } from '../flow.ts';
import type { FormState } from './formState.ts';

/** Kinds of file that count as evidence; the channel has checked that a file is what it says. */
const TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf']);
const MOST_FILES = 5;

/** What became of the files of a message: `kind` is one that no shop can use, `many` goes beyond what is taken. */
export type Refused = 'kind' | 'many' | undefined;

/** Those attachments that may be evidence, as the channel stored them. */
export function acceptable(attachments: FlowTurn['attachments']): FiledEvidence[] {
  return attachments
    .filter(({ contentType, contentUrl }) => TYPES.has(contentType) && contentUrl !== '')
    .slice(0, MOST_FILES);
}

/** Takes the files of a message into the form; the same file once. */
export function takeEvidence(state: FormState, { attachments }: FlowTurn): { state: FormState; refused: Refused } {
  const known = new Set(state.evidence.map(({ contentUrl }) => contentUrl));
  const fresh = acceptable(attachments).filter(({ contentUrl }) => !known.has(contentUrl));
  const evidence = [...state.evidence, ...fresh].slice(0, MOST_FILES);
  const wrongKind = attachments.some(({ contentType }) => !TYPES.has(contentType));
  const many = state.evidence.length + fresh.length > MOST_FILES;
  return { state: { ...state, evidence }, refused: wrongKind ? 'kind' : many ? 'many' : undefined };
}

/** What the customer is told about the files. */
export function pictureHint(refused: Refused, state: FormState, { parts: { say } }: FlowTurn): string {
  if (refused === 'kind') return say('dialogs.form.picture.kind');
  if (refused === 'many') return say('dialogs.form.picture.many', { count: MOST_FILES });
  return say('dialogs.form.picture.taken', { count: state.evidence.length });
}
