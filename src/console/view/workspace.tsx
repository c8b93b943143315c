import { useEffect, useState } from 'preact/hooks';
import { useCell } from '../model/cell.ts';
import { type Route, route } from '../route.ts';
import { bindShortcuts } from '../shortcuts.ts';
import { AgentsPage } from './agentsPage.tsx';
import { AuditPage } from './auditPage.tsx';
import { ComplaintsPage } from './complaintsPage.tsx';
import { FeedbackPage } from './feedbackPage.tsx';
import { HelpSheet } from './helpSheet.tsx';
import { InboxPage } from './inboxPage.tsx';
import { MePage } from './mePage.tsx';
import { Rail } from './rail.tsx';
import { Toasts } from './toasts.tsx';
import { UnansweredPage } from './unansweredPage.tsx';
import { useDesk, useView } from './viewContext.ts';

/** The desk: the rail, one page, and what is said in passing. */
export function Workspace() {
  const { say } = useView();
  const desk = useDesk();
  const current = useCell(route);
  const [help, setHelp] = useState(false);
  useEffect(() => bindShortcuts(desk, () => setHelp((open) => !open)), [desk]);
  const opened = 'conversation' in current || 'number' in current;
  return (
    <div class={opened ? 'desk opened' : 'desk'}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {say('skip')}
      </button>
      <Rail onHelp={() => setHelp(true)} />
      <div class="stage">
        <LiveLine />
        <Shown current={current} />
      </div>
      <Toasts />
      {help ? <HelpSheet onClose={() => setHelp(false)} /> : null}
    </div>
  );
}

function Shown({ current }: { current: Route }) {
  const { supervisor } = useDesk();
  switch (current.page) {
    case 'complaints':
      return <ComplaintsPage number={current.number} />;
    case 'unanswered':
      return <UnansweredPage />;
    case 'feedback':
      return <FeedbackPage />;
    case 'agents':
      return supervisor ? <AgentsPage /> : <MePage />;
    case 'audit':
      return supervisor ? <AuditPage /> : <MePage />;
    case 'me':
      return <MePage />;
    case 'inbox':
      return <InboxPage conversation={current.conversation} about={current.about === true} />;
    default:
      return <InboxPage conversation={undefined} about={false} />;
  }
}

/** Says when the line to the server is slow or cut; silent while everything comes by itself. */
function LiveLine() {
  const { say } = useView();
  const state = useCell(useDesk().live.state);
  const words = state === 'offline' ? say('offline') : state === 'polling' ? say('polling') : '';
  return (
    <div class={state === 'offline' ? 'live-line cut' : 'live-line'} role="status" data-live={state}>
      {words}
    </div>
  );
}
