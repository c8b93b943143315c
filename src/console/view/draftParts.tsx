import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { ClauseLink } from './citations.tsx';
import { Icon } from './icon.tsx';
import { useView } from './viewContext.ts';

/** What goes along with the reply: clauses that it cites, and files. */
export function DraftParts({ thread, shop }: { thread: Thread; shop: string }) {
  const { say } = useView();
  const { citations, attachments } = useCell(thread.draft);
  if (citations.length + attachments.length === 0) return null;
  return (
    <ul class="parts" aria-label={say('goes_along')}>
      {citations.map((citation) => (
        <li key={citation.clause + citation.quote}>
          <Icon name="clause" />
          <ClauseLink clause={citation.clause} quote={citation.quote} shop={shop} />
          <Remove
            onClick={() =>
              thread.draft.update((draft) => ({
                ...draft,
                citations: draft.citations.filter((one) => one !== citation),
              }))
            }
          />
        </li>
      ))}
      {attachments.map((file) => (
        <li key={file.url}>
          <Icon name="clip" />
          <bdi>{file.name || say('file')}</bdi>
          <Remove
            onClick={() =>
              thread.draft.update((draft) => ({
                ...draft,
                attachments: draft.attachments.filter((one) => one !== file),
              }))
            }
          />
        </li>
      ))}
    </ul>
  );
}

function Remove({ onClick }: { onClick: () => void }) {
  const { say } = useView();
  return (
    <button type="button" class="iconic tiny" aria-label={say('remove')} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
