import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { AgentItem } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import { AddAgent } from './addAgent.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { useDesk, useView } from './viewContext.ts';

/** The shop's agents: who is there, who may come in. For supervisors. */
export function AgentsPage() {
  const { say } = useView();
  const desk = useDesk();
  const agents = useCell(desk.agents);
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => void desk.loadAgents().catch(() => setFailed(true)), [desk]);
  const handOut = (address: string | undefined) => {
    setAdding(false);
    if (address) setLink(new URL(address, location.href).href);
    void desk.loadAgents().catch(() => undefined);
  };
  return (
    <main class="page" id="main" tabIndex={-1}>
      <header class="page-head">
        <h1>{say('page_agents')}</h1>
        <button type="button" class="primary" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          {say('add_agent')}
        </button>
      </header>
      {agents.length === 0 ? <p class="nothing">{say(failed ? 'list_failed' : 'loading')}</p> : null}
      <ul class="agents">
        {agents.map((agent) => (
          <AgentRow key={agent.id} agent={agent} onLink={handOut} />
        ))}
      </ul>
      {adding ? <AddAgent onClose={() => setAdding(false)} onAdded={handOut} /> : null}
      {link ? <LinkSheet link={link} onClose={() => setLink('')} /> : null}
    </main>
  );
}

function AgentRow({ agent, onLink }: { agent: AgentItem; onLink: (link: string | undefined) => void }) {
  const { say } = useView();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const path = `agents/${encodeURIComponent(agent.id)}`;
  const act = async (address: string, body: object, done: string) => {
    setBusy(true);
    try {
      const answer = await desk.api.post<{ link?: string } | undefined>(address, body);
      onLink(answer?.link);
      desk.tell('done', say(done));
    } catch (error) {
      desk.tell('wrong', (error instanceof ApiError && error.message) || say('unreachable'));
    }
    setBusy(false);
  };
  const me = agent.id === desk.session.account.id;
  return (
    <li class={agent.disabled ? 'agent disabled' : 'agent'}>
      <span class={agent.presence === 'present' ? 'dot present' : 'dot'} aria-hidden="true" />
      <div class="agent-who">
        <p>
          <strong>
            <bdi>{agent.name}</bdi>
          </strong>{' '}
          <span class="tag">{say(`role_${agent.role}`)}</span>
          {agent.disabled ? <span class="tag wrong">{say('disabled')}</span> : null}
        </p>
        <p class="muted">
          <bdi dir="ltr">{agent.email}</bdi>
          <span>{say(`presence_${agent.presence}`)}</span>
          {agent.load === undefined ? null : <span>{say('load', { count: agent.load })}</span>}
          <span>{agent.shops?.map((shop) => desk.shopName(shop)).join('\u060c ')}</span>
        </p>
      </div>
      {me ? null : (
        <div class="agent-moves">
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() => void act(`${path}/reset`, {}, 'done_reset')}
          >
            {say('reset_password')}
          </button>
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() => void act(`${path}/revoke`, {}, 'done_revoke')}
          >
            {say('revoke_sessions')}
          </button>
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() =>
              void act(path, { disabled: !agent.disabled }, agent.disabled ? 'done_enable' : 'done_disable')
            }
          >
            {say(agent.disabled ? 'enable' : 'disable')}
          </button>
        </div>
      )}
    </li>
  );
}

/** A one-time link to hand to the agent; it is shown once. */
function LinkSheet({ link, onClose }: { link: string; onClose: () => void }) {
  const { say } = useView();
  const desk = useDesk();
  const copy = async () => {
    await navigator.clipboard.writeText(link).then(
      () => desk.tell('done', say('copied')),
      () => undefined,
    );
  };
  return (
    <Dialog title={say('link_title')} onClose={onClose}>
      <p>{say('link_lead')}</p>
      <p class="link-box" dir="ltr">
        <code>{link}</code>
      </p>
      <div class="sheet-buttons">
        <button type="button" class="primary" onClick={() => void copy()}>
          <Icon name="copy" />
          {say('copy')}
        </button>
      </div>
    </Dialog>
  );
}
