import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { createBot } from '../../dialogs/bot.ts';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { createQuestionAnswerer } from '../../src/answers/index.ts';
import type { ApplicationParts, BotFactory } from '../../src/application.ts';
import type { Route } from '../../src/channels/http.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';
import { readConfig } from '../../src/config.ts';
import { siteRoutes } from '../../src/server/index.ts';
import { openLink, type TcpLink } from './tcpLink.ts';
import { startTestApp, type TestApp } from './testApp.ts';

/** The whole product as a browser meets it: server, real bot, pages and a fresh build of the widget, behind a link. */
export interface WidgetSite {
  readonly url: string;
  readonly link: TcpLink;
  /** The file that `vite build` wrote. */
  readonly widgetFile: string;
  /** Where the browser files are served from. */
  readonly staticFolder: string;
  readonly app: () => TestApp;
  /** Stops the server; `start` starts another one on the same store. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface WidgetSiteOptions {
  readonly env?: Record<string, string>;
  readonly pages?: readonly Route[];
  readonly bot?: ApplicationParts['bot'];
  readonly console?: ApplicationParts['console'];
  readonly openChannels?: ApplicationParts['openChannels'];
  readonly now?: () => number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export async function openWidgetSite(options: WidgetSiteOptions = {}): Promise<WidgetSite> {
  const { env, pages = [], bot, now, console, openChannels } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sanad-widget-'));
  await build({ root: ROOT, logLevel: 'error', build: { outDir: join(folder, 'dist') } });
  const knowledge = openKnowledge();
  const say = openSay();
  const parts = { say, knowledge, answerer: createQuestionAnswerer(knowledge, say) };
  const realBot: BotFactory = (storage) => ({
    handler: createBot(parts, storage),
    apology: () => say('dialogs.failure'),
  });
  const config = readConfig(env ?? {});
  const { MAX_TEXT_LENGTH: maxTextLength, MAX_UPLOAD_BYTES: maxUploadBytes, ALLOWED_ORIGINS: extraOrigins } = config;
  const start = () =>
    startTestApp({
      env: { STORAGE_URL: `sqlite:${join(folder, 'sanad.db')}`, ...env },
      shops: knowledge.packs.map(({ shop }) => ({ id: shop.id, name: shop.name.ar, origins: shop.origins })),
      bot: bot ?? realBot,
      pages: [...siteRoutes({ packs: knowledge.packs, maxTextLength, maxUploadBytes, extraOrigins }), ...pages],
      staticFolder: join(folder, 'dist'),
      ...(now && { now }),
      ...(console && { console }),
      ...(openChannels && { openChannels }),
    });
  let app = await start();
  let running = true;
  const link = await openLink(app.application.port);
  const stop = async () => {
    if (running) await app.stop();
    running = false;
  };
  return {
    url: link.url,
    link,
    widgetFile: join(folder, 'dist', 'widget.js'),
    staticFolder: join(folder, 'dist'),
    app: () => app,
    stop,
    async start() {
      app = await start();
      running = true;
      link.leadTo(app.application.port);
    },
    async close() {
      await stop();
      await link.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The machine's Chromium (`CHROMIUM_PATH` names another one). */
export const CHROMIUM = { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] };

export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, ...args] });
}
