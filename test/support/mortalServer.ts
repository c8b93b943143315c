import { flushCompileCache } from 'node:module';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { type ApplicationParts, startApplication } from '../../src/application.ts';
import { json, type Route } from '../../src/channels/http.ts';
import { type OpenTargets, openTargets, targetSettings } from '../../src/complaints/index.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createLog, type Log } from '../../src/log.ts';

/** What the bot of a server that can be told to die is made with. */
export interface MortalGrounds {
  readonly config: Config;
  readonly log: Log;
  /** Real delivery with short waits. */
  readonly delivery: Pick<OpenTargets, 'targets'> & { readonly retry: { firstMs: number; longestMs: number } };
  readonly customers: OpenTargets['customers'];
  /** Dies at the place that was named. */
  readonly pass: (place: string) => void;
}

/**
 * Starts the real server as a process of its own that can be told to die by its own SIGKILL at a place on the way of a
 * message or complaint: `POST /test/arm {place}`.
 */
export async function startMortalServer(
  shops: readonly string[],
  bot: (grounds: MortalGrounds) => ApplicationParts['bot'],
): Promise<void> {
  let armed: string | undefined;
  const pass = (place: string) => {
    if (armed === place) process.kill(process.pid, 'SIGKILL');
  };
  const arm: Route = {
    method: 'POST',
    path: '/test/arm',
    handle: async (request) => {
      armed = (JSON.parse((await request.body(1000)).toString()) as { place: string }).place;
      return json(200, {});
    },
  };
  const config = readConfig();
  const log = createLog(config.LOG_LEVEL);
  const { targets, customers } = openDelivery(config);
  const delivery = { targets, retry: { firstMs: 50, longestMs: 200 } };
  const application = await startApplication({
    config,
    log,
    shops: shops.map((id) => ({ id, name: id, origins: [] })),
    bot: bot({ config, log, delivery, customers, pass }),
    webhooks: () => [arm],
    staticFolder: '/nonexistent',
    onStep: pass,
  });
  flushCompileCache();
  process.stdout.write(`listening on ${application.port}\n`);
  process.once('SIGTERM', () => application.stop().then(() => process.exit(0)));
}

function openDelivery(config: Config): OpenTargets {
  const words = { say: openSay(), shopName: (shop: string) => shop };
  return openTargets(targetSettings(config), words, { now: Date.now, timeoutMs: 2000 });
}
