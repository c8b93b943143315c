import { STORES } from '../test/support/stores.ts';
import { figure, heading, median, note, table, whole } from './figures.ts';
import { startLoad } from './groundedQuestions.ts';
import type { LoadOrder, TurnSample } from './load.ts';
import { busyCores } from './machine.ts';
import { type BenchProcess, startProcess, type Usage } from './process.ts';
import { type BenchDialog, DIALOGS } from './shopBots.ts';

const CONNECTIONS = [1, 16, 64];
/** BENCH_ROUNDS and BENCH_SECONDS shorten a run while something is being tried. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SAMPLE_MS = 1000 * Number(process.env.BENCH_SECONDS ?? 2.5);
/** So long each server talks before anything counts: a server that runs for months has its code compiled. */
const WARM_MS = 20 * 1000 * Math.min(1, SAMPLE_MS / 2500);
const FLOOR = 0.5;

interface Contestant {
  readonly dialog: BenchDialog | 'bare echo';
  readonly store: string;
  readonly server: BenchProcess;
  readonly close: () => Promise<void>;
}

interface Measured extends TurnSample {
  readonly dialog: Contestant['dialog'];
  readonly store: string;
  readonly connections: number;
  readonly round: number;
  /** CPU of the server process a turn. */
  readonly cpuMs: number;
}

/**
 * Turns a second over real HTTP and WebSockets, on both stores, grounded against an echo that differs in nothing but the
 * dialog, against an echo in the server's own thread, and against one without any store.
 */
export async function benchTurns(): Promise<void> {
  heading(
    `Turns: ${ROUNDS} interleaved rounds of ${SAMPLE_MS / 1000} s a figure, medians, after ${WARM_MS / 1000} s to get warm; burst wait 0; one server process`,
  );
  const load = await startLoad();
  const contestants: Contestant[] = [];
  const measured: Measured[] = [];
  const busy: number[] = [];
  try {
    await openInto(contestants);
    for (const one of contestants) await sample(one, load, 16, WARM_MS);
    for (let round = 0; round < ROUNDS; round++) {
      for (const connections of CONNECTIONS) {
        busy.push(await busyCores());
        for (const one of contestants) {
          measured.push({ ...(await sample(one, load, connections, SAMPLE_MS)), round, connections });
        }
      }
    }
  } finally {
    for (const { close } of contestants) await close();
    await load.stop();
  }
  report(measured);
  figure(
    'cores busy with other work between samples (median, most)',
    `${median(busy).toFixed(1)}, ${Math.max(...busy).toFixed(1)}`,
  );
  const mostLoad = (bare: boolean) =>
    Math.max(...measured.filter(({ store }) => (store === 'none') === bare).map((one) => one.load)).toFixed(2);
  figure('share of a core that the load generator took (most; bare echo)', `${mostLoad(false)}, ${mostLoad(true)}`);
}

/** Starts every server in a process and on a store of its own, so that rounds can alternate between them. */
async function openInto(contestants: Contestant[]): Promise<void> {
  const bare = await startProcess('./bareServer.ts', []);
  contestants.push({ dialog: 'bare echo', store: 'none', server: bare, close: () => bare.stop() });
  for (const { name, create } of STORES) {
    for (const dialog of DIALOGS) {
      const store = await create();
      const starting = startProcess('./turnServer.ts', [dialog, store.url], profiling(dialog, name));
      const server = await starting.catch((error) => store.remove().then(() => Promise.reject(error)));
      contestants.push({ dialog, store: name, server, close: () => server.stop().then(() => store.remove()) });
    }
  }
}

/** BENCH_PROFILE names a folder that gets a CPU profile of every server. */
function profiling(dialog: string, store: string): string[] {
  const folder = process.env.BENCH_PROFILE;
  if (!folder) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${dialog}-${store}.cpuprofile`];
}

async function sample(one: Contestant, load: BenchProcess, connections: number, ms: number) {
  const before = await one.server.ask<Usage & { url: string }>({});
  const order: LoadOrder = { kind: 'turns', url: before.url, connections, ms };
  const taken = await load.ask<TurnSample>(order);
  const after = await one.server.ask<Usage>({});
  const { dialog, store } = one;
  return { ...taken, dialog, store, cpuMs: (after.cpuMs - before.cpuMs) / taken.allTurns };
}

function report(measured: readonly Measured[]): void {
  const rows = CONNECTIONS.flatMap((connections) =>
    [...STORES.map(({ name }) => name), 'none'].flatMap((store) => rowsOf(measured, store, connections)),
  );
  const columns = [
    'connections',
    'store',
    'dialog',
    'turns/s',
    'of echo',
    'of inline',
    'of bare',
    'p50 ms',
    'p99 ms',
    'CPU ms/turn',
    'CPU of echo',
  ];
  table(columns, rows);
  for (const { name } of STORES) {
    for (const connections of CONNECTIONS.filter((count) => count > 1)) {
      const share = shareOf(measured, name, connections, 'grounded', 'echo');
      const verdict = share >= FLOOR ? 'kept' : 'NOT KEPT';
      note(
        `goal: at least ${FLOOR} of echo's turns, ${name}, ${connections} connections: ${verdict} (${share.toFixed(2)})`,
      );
    }
  }
}

function rowsOf(measured: readonly Measured[], store: string, connections: number): string[][] {
  const dialogs = store === 'none' ? (['bare echo'] as const) : DIALOGS;
  return dialogs.map((dialog) => {
    const samples = pick(measured, store, connections, dialog);
    const of = (value: (one: Measured) => number) => median(samples.map(value));
    const grounded = dialog === 'grounded';
    return [
      String(connections),
      store,
      dialog,
      whole(of((one) => one.turns / one.seconds)),
      grounded ? shareOf(measured, store, connections, dialog, 'echo').toFixed(2) : '',
      grounded ? shareOf(measured, store, connections, dialog, 'inline').toFixed(2) : '',
      store === 'none' ? '' : shareOf(measured, store, connections, dialog, 'bare echo').toFixed(2),
      of((one) => one.p50).toFixed(1),
      of((one) => one.p99).toFixed(1),
      of((one) => one.cpuMs).toFixed(2),
      grounded
        ? (of((one) => one.cpuMs) / median(pick(measured, store, connections, 'echo').map((one) => one.cpuMs))).toFixed(
            2,
          )
        : '',
    ];
  });
}

function pick(
  measured: readonly Measured[],
  store: string,
  connections: number,
  dialog: Contestant['dialog'],
): Measured[] {
  return measured.filter((one) => one.store === store && one.connections === connections && one.dialog === dialog);
}

/** Turns of one dialog for each turn of another, round by round, so that a slow minute of the machine counts for both. */
function shareOf(
  measured: readonly Measured[],
  store: string,
  connections: number,
  dialog: Contestant['dialog'],
  base: Contestant['dialog'],
): number {
  const bases = pick(measured, base === 'bare echo' ? 'none' : store, connections, base);
  return median(pick(measured, store, connections, dialog).map((one) => one.turns / (bases[one.round]?.turns ?? 0)));
}
