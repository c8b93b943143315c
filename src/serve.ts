import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { defaultThreads } from '../dialogs/thread/openThread.ts';
import type { Say } from './answers/index.ts';
import { type ConsoleGrounds, startApplication } from './application.ts';
import { inspectChannelSettings } from './channels/channelSettings.ts';
import { openChannels } from './channels/openChannels.ts';
import { COMPILED_FOLDER, KNOWLEDGE_FOLDER } from './cli/folders.ts';
import { openKnowledge } from './cli/knowledgeFolder.ts';
import { type OpenTargets, openTargets, targetSettings } from './complaints/index.ts';
import { type Config, ConfigError, checkRuntime, readConfig, unknownShops } from './config.ts';
import { Retention } from './customers/index.ts';
import { FileStore } from './files/index.ts';
import { KnowledgeError, type PolicyPack } from './knowledge/index.ts';
import { createLog, type Log } from './log.ts';
import { createCodeMailer, createOrders, OrderDataError, type Orders, openOrderSources } from './orders/index.ts';
import { ListenError, siteRoutes } from './server/index.ts';
import { composeShopBot, shopKnowledge } from './shopBot.ts';
import { DatabaseFileError, type Driver } from './storage/index.ts';

/**
 * Reads the environment and the knowledge, starts the server, and stops it cleanly when told to. `opened` is the bot's
 * first thread, when it loads already. A fault that the operator can set right is told in a sentence, and the process
 * ends.
 */
export async function serve(opened: Worker | undefined): Promise<void> {
  try {
    await start(opened);
  } catch (error) {
    const known = OPERATOR_FAULTS.some((kind) => error instanceof kind);
    const { message, stack } = error as Error;
    process.stderr.write(`${known ? message : stack}\n`);
    process.exit(1);
  }
}

async function start(opened: Worker | undefined): Promise<void> {
  checkRuntime();
  const config = readConfig();
  const knowledge = openKnowledge();
  const shared = shopKnowledge(knowledge);
  const { say } = shared;
  const log = createLog(config.LOG_LEVEL);
  const shops = knowledge.packs.map(({ shop }) => shop.id);
  const { settings: channelSettings, faults: channelFaults } = inspectChannelSettings(config, shops);
  const faults = [...unknownShops(config, shops), ...channelFaults];
  if (faults.length > 0) throw new ConfigError(faults);
  const openOrders = ordersOpener(config, shops, say, log);
  const desk = complaintTargets(config, knowledge.packs, say);
  let orders: Orders | undefined;
  let served: ReturnType<NonNullable<ConsoleGrounds['served']>> = {};
  const application = await startApplication({
    config,
    shops: knowledge.packs.map(({ shop }) => {
      const secret = config.DIRECT_LINE_SECRETS.get(shop.id);
      return { id: shop.id, name: shop.name.ar, origins: shop.origins, ...(secret !== undefined && { secret }) };
    }),
    log,
    bot: (storage, driver, conversations) => {
      orders = openOrders(driver);
      const complaints = {
        files: new FileStore(driver),
        targets: desk.targets,
        customers: desk.customers(shops, conversations),
        remindDays: config.COMPLAINTS_REMIND_DAYS,
      };
      const threads = {
        count: config.BOT_THREADS ?? defaultThreads(),
        root: KNOWLEDGE_FOLDER,
        cache: COMPILED_FOLDER,
        silentMs: config.TURN_TIMEOUT_MS,
        opened,
      };
      const clock = { now: Date.now, log };
      const grounds = { shared, storage, driver, conversations, orders };
      const { bot, ...parts } = composeShopBot({ ...grounds, complaints, threads, ...clock });
      served = parts;
      const days = config.RETENTION_DAYS;
      const retention = new Retention({ driver, complaints: parts.complaints, days, ...clock });
      return { ...bot, services: [...(bot.services ?? []), retention] };
    },
    openChannels: (grounds) => openChannels(channelSettings, config, say, grounds),
    pages: siteRoutes({
      packs: knowledge.packs,
      maxTextLength: config.MAX_TEXT_LENGTH,
      maxUploadBytes: config.MAX_UPLOAD_BYTES,
      extraOrigins: config.ALLOWED_ORIGINS,
    }),
    console: {
      packs: knowledge.packs,
      answerer: shared.answerer,
      topics: new Map(knowledge.topics.map(({ id, title }) => [id, title])),
      served: () => served,
      announce: ({ path, expiresAt, port }) =>
        process.stdout.write(firstLinkNote((config.PUBLIC_URL ?? `http://localhost:${port}`) + path, expiresAt)),
    },
    staticFolder: fileURLToPath(new URL('../dist', import.meta.url)),
  });
  const stop = async () => {
    await application.stop();
    await orders?.close();
    desk.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop().then(() => process.exit(0)));
  }
}

/** Whom of the shops complaints are delivered to. */
function complaintTargets(config: Config, packs: readonly PolicyPack[], say: Say): OpenTargets {
  const shopName = (id: string) => packs.find(({ shop }) => shop.id === id)?.shop.name.ar ?? id;
  return openTargets(targetSettings(config), { say, shopName }, { now: Date.now });
}

/** Written to the operator's screen once and kept nowhere: whoever opens the link owns the console. */
function firstLinkNote(link: string, expiresAt: string): string {
  return `There is no account for the agents' console yet. Make the first one here, once, before ${expiresAt}:\n  ${link}\n`;
}

/** Opens the shops' order systems now, so that a fault stops the start, and hands them the store later. */
function ordersOpener(config: Config, shops: readonly string[], say: Say, log: Log): (driver: Driver) => Orders {
  const now = Date.now;
  const sources = openOrderSources({
    root: KNOWLEDGE_FOLDER,
    shops,
    secrets: config.ORDERS_SECRETS,
    now,
    log,
    moving: true,
  });
  const words = ({ shop, code, minutes }: { shop: string; code: string; minutes: number }) => ({
    subject: say('mails.code.subject', { shop }),
    text: say('mails.code.text', { shop, code, count: minutes }),
  });
  const mailer = config.SMTP_URL && createCodeMailer({ url: config.SMTP_URL, from: config.MAIL_FROM, words, now });
  return (driver) => createOrders({ sources, driver, now, log, ...(mailer && { sendCode: mailer.send }) });
}

/** Faults that the operator can set right: their messages say how, so no stack is shown. */
const OPERATOR_FAULTS = [ConfigError, KnowledgeError, OrderDataError, ListenError, DatabaseFileError];
