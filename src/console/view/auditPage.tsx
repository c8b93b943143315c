import { useMemo } from 'preact/hooks';
import type { AuditItem } from '../api/wire.ts';
import { PagedList } from '../model/pagedList.ts';
import { hashOf, type Route } from '../route.ts';
import { named } from '../words.ts';
import { ListPage } from './listPage.tsx';
import { useDesk, useView } from './viewContext.ts';

/** Who saw and did what, newest first. */
export function AuditPage() {
  const { say } = useView();
  const desk = useDesk();
  const list = useMemo(
    () =>
      new PagedList<AuditItem>(
        (after) => desk.api.get('audit', { after, limit: 60 }),
        (item) => item.id,
      ),
    [desk],
  );
  return (
    <ListPage
      title={say('page_audit')}
      lead={say('audit_lead')}
      list={list}
      keyOf={(item) => item.id}
      rowHeight={44}
      nothing={say('nothing_found')}
      row={(item) => <Deed item={item} />}
    />
  );
}

function Deed({ item }: { item: AuditItem }) {
  const { say, amounts } = useView();
  const words = named(say, 'audit', item.action);
  const way = wayTo(item);
  return (
    <div class="deed">
      <time dateTime={item.at}>{amounts.dateTime(item.at)}</time>
      <bdi>{item.by?.name}</bdi>
      {way ? <a href={hashOf(way)}>{words}</a> : <span>{words}</span>}
      <bdi dir="ltr" class="muted">
        {item.subject}
      </bdi>
    </div>
  );
}

/** Deeds whose subject is an account or a session. */
const OF_ACCOUNTS = /^(account|session|sign|password)/;

/** Where the thing that a deed was about can be looked at. */
function wayTo({ action, subject }: AuditItem): Route | undefined {
  if (!subject || OF_ACCOUNTS.test(action)) return undefined;
  return action.startsWith('complaint_')
    ? { page: 'complaints', number: subject }
    : { page: 'inbox', conversation: subject };
}
