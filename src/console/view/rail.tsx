import { useCell } from '../model/cell.ts';
import { hashOf, type Page, type Route, route } from '../route.ts';
import { Icon, type IconName } from './icon.tsx';
import { PresenceSwitch } from './presenceSwitch.tsx';
import { useDesk, useView } from './viewContext.ts';

interface Place {
  readonly page: Exclude<Page, 'first' | 'password'>;
  readonly icon: IconName;
  readonly forSupervisors?: boolean;
  /** On phones the others are reached by the agent's own page. */
  readonly onPhones?: boolean;
}

export const PLACES: readonly Place[] = [
  { page: 'inbox', icon: 'chat', onPhones: true },
  { page: 'complaints', icon: 'flag', onPhones: true },
  { page: 'unanswered', icon: 'question', onPhones: true },
  { page: 'feedback', icon: 'feedback' },
  { page: 'agents', icon: 'agents', forSupervisors: true },
  { page: 'audit', icon: 'audit', forSupervisors: true },
];

/** The way between the pages: a column at the edge, a bar at the bottom of phones. */
export function Rail({ onHelp }: { onHelp: () => void }) {
  const { say } = useView();
  const desk = useDesk();
  const current = useCell(route);
  return (
    <div class="rail">
      <nav aria-label={say('pages')}>
        {PLACES.filter(({ forSupervisors }) => !forSupervisors || desk.supervisor).map((place) => (
          <PlaceLink key={place.page} place={place} current={current} />
        ))}
      </nav>
      <div class="rail-end">
        <PresenceSwitch compact />
        <button type="button" class="place only-wide" aria-label={say('help')} title={say('help')} onClick={onHelp}>
          <Icon name="keyboard" />
        </button>
        <a class="place" href="#/me" aria-current={current.page === 'me' ? 'page' : undefined} title={say('page_me')}>
          <Icon name="person" />
          <span class="place-name">{say('place_me')}</span>
        </a>
      </div>
    </div>
  );
}

function PlaceLink({ place, current }: { place: Place; current: Route }) {
  const { say } = useView();
  const desk = useDesk();
  const { mine } = useCell(desk.inbox.queue);
  const unread = mine.filter((item) => (item.unread ?? 0) > 0).length;
  const count = place.page === 'inbox' ? desk.inbox.shown('waiting').length + unread : 0;
  const name = say(`page_${place.page}`);
  const short = say(`place_${place.page}`);
  return (
    <a
      class={place.onPhones ? 'place' : 'place only-wide'}
      href={hashOf({ page: place.page })}
      aria-current={current.page === place.page ? 'page' : undefined}
      title={name}
    >
      <Icon name={place.icon} />
      <span class="place-name">{short}</span>
      {count > 0 ? (
        <span class="badge">
          <span aria-hidden="true">{count}</span>
          <span class="unseen">{say('open_things', { count })}</span>
        </span>
      ) : null}
    </a>
  );
}
