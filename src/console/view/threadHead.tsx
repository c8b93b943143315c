import type { ConversationDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { goTo } from '../route.ts';
import { named } from '../words.ts';
import { ConfirmClose } from './confirmClose.tsx';
import { customerName } from './conversationRow.tsx';
import { Icon, type IconName } from './icon.tsx';
import { TransferDialog } from './transferDialog.tsx';
import { useMove } from './useMove.ts';
import { useDesk, useView } from './viewContext.ts';

interface ThreadHeadProps {
  readonly thread: Thread;
  readonly detail: ConversationDetail;
  readonly about: boolean;
}

/** Who the customer is and who speaks, and what the agent may do with the conversation. */
export function ThreadHead({ thread, detail, about }: ThreadHeadProps) {
  const view = useView();
  const { say } = view;
  const desk = useDesk();
  const { channel, shop, conversation } = detail;
  return (
    <header class="thread-head">
      <a class="iconic only-narrow" href="#/" aria-label={say('back_to_list')}>
        <Icon name="back" flip />
      </a>
      <div class="thread-title">
        <h2>
          <bdi>{customerName(detail.customer, conversation, view)}</bdi>
        </h2>
        <p>
          <StateTag detail={detail} />
          <span>{named(say, 'channel', channel)}</span>
          <bdi>{desk.shopName(shop)}</bdi>
        </p>
      </div>
      {isMine(detail, desk.session.account.id) ? <HolderMoves thread={thread} /> : null}
      <button
        type="button"
        class="iconic about-toggle"
        aria-label={say('about')}
        title={say('about')}
        aria-expanded={about}
        onClick={() => goTo({ page: 'inbox', conversation, about: !about })}
      >
        <Icon name="info" />
      </button>
    </header>
  );
}

function StateTag({ detail }: { detail: ConversationDetail }) {
  const { say } = useView();
  const { session } = useDesk();
  const { state, agent } = detail.handover;
  const mine = isMine(detail, session.account.id);
  return (
    <span class="tag state" data-state={state}>
      {mine ? say('state_mine') : named(say, 'state', state)}
      {state === 'with_agent' && agent && !mine ? (
        <>
          {': '}
          <bdi>{agent.name}</bdi>
        </>
      ) : null}
    </span>
  );
}

/** Does this agent hold the conversation? */
export function isMine({ handover }: ConversationDetail, account: string): boolean {
  return handover.state === 'with_agent' && handover.agent?.id === account;
}

function HolderMoves({ thread }: { thread: Thread }) {
  const { say } = useView();
  const busy = useCell(thread.busy);
  const asked = useCell(thread.asked);
  const move = useMove(thread);
  const buttons: readonly [string, IconName, () => void][] = [
    ['give_back', 'bot', () => void move('give-back')],
    ['transfer', 'transfer', () => thread.asked.set('transfer')],
    ['close', 'check', () => thread.asked.set('close')],
  ];
  return (
    <>
      <div class="moves">
        {buttons.map(([name, icon, onClick]) => (
          <button
            key={name}
            id={name}
            type="button"
            class="button small"
            disabled={busy}
            title={say(`move_${name}`)}
            onClick={onClick}
          >
            <Icon name={icon} />
            <span class="move-name">{say(`move_${name}`)}</span>
          </button>
        ))}
      </div>
      {asked === 'transfer' ? <TransferDialog thread={thread} onClose={() => thread.asked.set(undefined)} /> : null}
      {asked === 'close' ? <ConfirmClose thread={thread} onClose={() => thread.asked.set(undefined)} /> : null}
    </>
  );
}
