import { Chat } from './chat/chat.ts';
import { guarded, listen } from './guard.ts';
import { readScriptTag, type ScriptTag } from './scriptTag.ts';
import { openShopProfile } from './shopProfile.ts';
import { chosenLanguage, WidgetView } from './view/widgetView.ts';

/** The one global that the widget defines: for a shop's own "ask us" button. */
interface SanadGlobal {
  open(): void;
  close(): void;
}

declare global {
  interface Window {
    Sanad?: SanadGlobal;
  }
}

/** How a second run of this script tells the first that the page has changed under it. */
const AGAIN = 'sanad-again';

/** Starts the widget that the script tag asks for; a second tag on the same page starts nothing. */
guarded(() => {
  const tag = readScriptTag();
  if (!tag) throw new Error('the script tag of the widget needs data-shop="…"');
  if (Object.keys(window).includes('Sanad')) {
    window.dispatchEvent(new Event(AGAIN));
    return;
  }
  let view: WidgetView | undefined;
  let wanted = false;
  window.Sanad = {
    open: guarded(() => {
      wanted = true;
      view?.open();
    }),
    close: guarded(() => {
      wanted = false;
      view?.close();
    }),
  };
  listen(window, AGAIN, () => view?.attach());
  const begin = guarded(async () => {
    view = await start(tag);
    if (wanted) view.open();
  });
  if (document.body) begin();
  else listen(document, 'DOMContentLoaded', begin, { once: true });
})();

async function start(tag: ScriptTag): Promise<WidgetView> {
  const chat: Chat = new Chat({ shop: tag.shop, server: tag.server, language: () => chosenLanguage(chat, tag) });
  const profile = await openShopProfile(tag.server, tag.shop, chat.kept);
  const view = new WidgetView(chat, profile, tag);
  chat.begin();
  return view;
}
