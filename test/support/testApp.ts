import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, type ApplicationParts, startApplication } from '../../src/application.ts';
import { readConfig } from '../../src/config.ts';
import { echo } from '../../src/conversation/index.ts';
import { createLog } from '../../src/log.ts';

export interface TestApp {
  readonly url: string;
  readonly application: Application;
  /** Every log line so far. */
  readonly logged: string[];
  stop(): Promise<void>;
}

export interface TestAppOptions extends Partial<Omit<ApplicationParts, 'config'>> {
  /** Variables of the environment; the store is a fresh SQLite file when none is named. */
  readonly env?: Record<string, string>;
}

/** The real server in this process, on a free port, with an echo bot unless another is given. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-app-'));
  const logged: string[] = [];
  const { env, ...parts } = options;
  const application = await startApplication({
    config: readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      BURST_WAIT_MS: '0',
      STORAGE_URL: `sqlite:${join(folder, 'sanad.db')}`,
      ...env,
    }),
    shops: [{ id: 'demo', name: 'Demo', origins: ['https://demo.example'] }],
    bot: () => ({ handler: echo, apology: () => 'apology' }),
    staticFolder: join(folder, 'dist'),
    log: createLog('debug', (line) => logged.push(line)),
    ...parts,
  });
  return {
    url: `http://127.0.0.1:${application.port}`,
    application,
    logged,
    async stop() {
      await application.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
