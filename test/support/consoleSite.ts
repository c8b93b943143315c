import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Account, Role } from '../../src/accounts/index.ts';
import type { ApplicationParts, ConsoleGrounds } from '../../src/application.ts';
import { KNOWLEDGE_FOLDER } from '../../src/cli/folders.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';
import type { Complaints } from '../../src/complaints/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { createOrders, openOrderSources } from '../../src/orders/index.ts';
import { composeShopBot, type ShopBot, shopKnowledge } from '../../src/shopBot.ts';
import { CHEAP, PASSWORD } from './consoleDesk.ts';
import { openWidgetSite, type WidgetSite, type WidgetSiteOptions } from './widgetSite.ts';

/** The widget's site with an agents' console beside it, freshly built, and a bot that hands over. */
export interface ConsoleSite extends WidgetSite {
  readonly consoleUrl: string;
  /** The paths of links that were printed at a start without accounts. */
  readonly printed: string[];
  readonly complaints: () => Complaints | undefined;
  /** An account `<name>@example.ma` that signs in with `PASSWORD`. */
  account(name: string, shops: readonly string[], role?: Role, shownAs?: string): Promise<Account>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export async function openConsoleSite(
  options: Pick<WidgetSiteOptions, 'env' | 'now' | 'openChannels'> = {},
): Promise<ConsoleSite> {
  const printed: string[] = [];
  const { bot, grounds, complaints } = composition(options.now ?? Date.now);
  const site = await openWidgetSite({
    ...options,
    bot,
    console: { ...grounds, passwords: CHEAP, announce: ({ path }) => printed.push(path) },
  });
  await build({
    configFile: join(ROOT, 'vite.console.config.ts'),
    root: join(ROOT, 'src/console'),
    logLevel: 'error',
    build: { outDir: join(site.staticFolder, 'console') },
  });
  return {
    ...site,
    consoleUrl: `${site.url}/console`,
    printed,
    complaints,
    account: (name, shops, role = 'agent', shownAs = name) =>
      makeAccount(site, { name: shownAs, email: `${name}@example.ma`, shops, role }),
  };
}

/** The bot with the sample orders, handovers and complaints, as `main.ts` puts it together. */
interface Composition {
  readonly bot: ApplicationParts['bot'];
  readonly grounds: ConsoleGrounds;
  readonly complaints: () => Complaints | undefined;
}

function composition(now: () => number): Composition {
  const shared = shopKnowledge(openKnowledge());
  const { knowledge, answerer } = shared;
  const log = createLog('silent');
  const shops = knowledge.packs.map(({ shop }) => shop.id);
  const sources = openOrderSources({ root: KNOWLEDGE_FOLDER, shops, secrets: new Map(), now, log, moving: true });
  let served: Partial<Omit<ShopBot, 'bot'>> = {};
  const bot: ApplicationParts['bot'] = (storage, driver, conversations) => {
    const orders = createOrders({ sources, driver, now, log });
    const complaints = { files: new FileStore(driver) };
    const made = composeShopBot({ shared, storage, driver, conversations, orders, complaints, now, log });
    served = { complaints: made.complaints, handovers: made.handovers, insight: made.insight };
    return made.bot;
  };
  const topics = new Map(knowledge.topics.map(({ id, title }) => [id, title]));
  const grounds = { packs: knowledge.packs, answerer, topics, served: () => served };
  return { bot, grounds, complaints: () => served.complaints };
}

type NewAccount = Pick<Account, 'name' | 'email' | 'shops' | 'role'>;

async function makeAccount(site: WidgetSite, account: NewAccount): Promise<Account> {
  const accounts = site.app().application.console?.parts.accounts;
  if (!accounts) throw new Error('the site has no console');
  const made = await accounts.create(account);
  if (made.status !== 'created') throw new Error(`there is an account ${account.email} already`);
  await accounts.setPassword(made.account.id, PASSWORD);
  return made.account;
}
