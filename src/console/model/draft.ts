import type { KeptValues } from '../../widget/keptValues.ts';
import type { Attachment } from '../api/wire.ts';
import { Cell } from './cell.ts';

export interface Draft {
  readonly text: string;
  readonly citations: readonly { readonly clause: string; readonly quote: string }[];
  readonly attachments: readonly Attachment[];
}

export const EMPTY_DRAFT: Draft = { text: '', citations: [], attachments: [] };

/** What is being written in one conversation, kept across reloads; an empty one is not kept. */
export function openDraft(kept: KeptValues, name: string): Cell<Draft> {
  const key = `draft:${name}`;
  const cell = new Cell<Draft>({ ...EMPTY_DRAFT, ...kept.read<Draft>(key) });
  cell.subscribe((draft) => {
    const empty = draft.text === '' && draft.citations.length === 0 && draft.attachments.length === 0;
    if (empty) kept.remove(key);
    else kept.write(key, draft);
  });
  return cell;
}
