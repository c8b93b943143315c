import { useCell } from '../model/cell.ts';
import { hashOf } from '../route.ts';
import { Choice } from './choice.tsx';
import { Icon } from './icon.tsx';
import { PresenceSwitch } from './presenceSwitch.tsx';
import { PLACES } from './rail.tsx';
import { SessionList } from './sessionList.tsx';
import { useDesk, useView } from './viewContext.ts';

/** The agent's own page: presence, how the console looks and calls, sessions; on phones the way to the other pages. */
export function MePage() {
  const { say, app } = useView();
  const desk = useDesk();
  const { account } = desk.session;
  return (
    <main class="page me" id="main" tabIndex={-1}>
      <header class="page-head">
        <h1>
          <bdi>{account.name}</bdi>
        </h1>
        <span class="tag">{say(`role_${account.role}`)}</span>
      </header>
      <p class="muted">
        <bdi dir="ltr">{account.email}</bdi>
      </p>
      <PresenceSwitch />
      <OtherPages />
      <Looks />
      <Calls />
      <SessionList />
      <p>
        <button type="button" class="button" onClick={() => void app.signOut()}>
          <Icon name="signOut" flip />
          {say('sign_out')}
        </button>
      </p>
    </main>
  );
}

function OtherPages() {
  const { say } = useView();
  const { supervisor } = useDesk();
  const places = PLACES.filter(({ onPhones, forSupervisors }) => !onPhones && (!forSupervisors || supervisor));
  return (
    <nav class="only-narrow other-pages" aria-label={say('pages')}>
      {places.map(({ page, icon }) => (
        <a key={page} class="button" href={hashOf({ page })}>
          <Icon name={icon} />
          {say(`page_${page}`)}
        </a>
      ))}
    </nav>
  );
}

function Looks() {
  const { say, app, language } = useView();
  const theme = useCell(app.settings.theme);
  return (
    <section class="settings">
      <h2>{say('looks')}</h2>
      <Choice
        label={say('language')}
        shown
        value={language}
        onChoice={(value) => app.settings.language.set(value)}
        options={[
          ['ar', say('language_ar')],
          ['fr', say('language_fr')],
        ]}
      />
      <Choice
        label={say('theme')}
        shown
        value={theme}
        onChoice={(value) => app.settings.theme.set(value)}
        options={(['auto', 'light', 'dark'] as const).map((name) => [name, say(`theme_${name}`)])}
      />
    </section>
  );
}

function Calls() {
  const { say } = useView();
  const desk = useDesk();
  const sound = useCell(desk.settings.sound);
  useCell(desk.settings.notifications);
  // Not what was chosen once, but what the browser does: it may have taken the permission back.
  const notifications = desk.alerts.notifies;
  const shortcuts = useCell(desk.settings.shortcuts);
  const toggleSound = () => {
    desk.settings.sound.set(!sound);
    if (!sound) desk.alerts.play();
  };
  const toggleNotifications = async (box: HTMLInputElement) => {
    const allowed = notifications || (await desk.alerts.allowNotifications());
    if (allowed) desk.settings.notifications.set(!notifications);
    else desk.tell('wrong', say('notifications_refused'));
    // Pressing it has ticked the box, also when the browser refused.
    box.checked = desk.alerts.notifies;
  };
  return (
    <section class="settings">
      <h2>{say('calls')}</h2>
      <label class="check">
        <input type="checkbox" checked={sound} onChange={toggleSound} />
        {say('sound')}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={notifications}
          onChange={(event) => void toggleNotifications(event.currentTarget)}
        />
        {say('notifications')}
      </label>
      <label class="check">
        <input type="checkbox" checked={shortcuts} onChange={() => desk.settings.shortcuts.set(!shortcuts)} />
        {say('shortcuts_on')}
      </label>
    </section>
  );
}
