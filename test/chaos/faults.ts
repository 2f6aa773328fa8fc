import { setTimeout as wait } from 'node:timers/promises';
import type { TestPostgres } from '../support/postgres.ts';
import type { Chronicle } from './chronicle.ts';
import type { PgProxy } from './pg-proxy.ts';
import type { Supervised } from './processes.ts';
import type { Random } from './random.ts';
import type { Mode } from './receiver.ts';
import type { Fault, PlannedFault } from './schedule.ts';

/** Everything that faults are done to. */
export interface Targets {
  server: Supervised;
  worker: Supervised;
  postgres: TestPostgres;
  /** Ends when PostgreSQL is up again after the fault before. */
  turn: { last: Promise<void> };
  proxy: PgProxy;
  receiver: { behave(mode: Mode): void };
  chronicle: Chronicle;
  random: Random;
  /** Milliseconds until a slow receiver answers: low and high bound. */
  slowness: readonly [number, number];
}

/** Does every fault of a plan at its time. Resolves when all are over and healed. */
export async function inflict(plan: readonly PlannedFault[], targets: Targets): Promise<void> {
  const started = Date.now();
  const going: Promise<void>[] = [];
  for (const { at, fault, forMs } of plan) {
    await wait(Math.max(0, started + at - Date.now()));
    targets.chronicle.count(fault);
    targets.chronicle.say(forMs === 0 ? fault : `${fault} for ${forMs} ms`);
    going.push(Promise.resolve(ACTS[fault](targets, forMs)));
  }
  await Promise.all(going);
  targets.receiver.behave({ behaviour: 'answer' });
}

type Act = (targets: Targets, forMs: number) => void | Promise<void>;

const ACTS: Record<Fault, Act> = {
  'kill-server': ({ server }) => killAwake(server),
  'kill-worker': ({ worker }) => killAwake(worker),
  'kill-all': ({ server, worker }) => [server, worker].forEach(killAwake),
  'kill-before-answer': ({ receiver }) => receiver.behave({ behaviour: 'kill-before-answer' }),
  'kill-after-answer': ({ receiver }) => receiver.behave({ behaviour: 'kill-after-answer' }),
  'kill-postgres': (targets) => downPostgres(targets, (postgres) => postgres.kill(), 0),
  'stop-postgres-immediately': (targets) =>
    downPostgres(targets, (postgres) => postgres.stopImmediately(), 0),
  'restart-postgres': (targets, forMs) =>
    downPostgres(targets, (postgres) => postgres.stop(), forMs),
  'black-hole': async ({ proxy, chronicle, random }, forMs) => {
    const over = chronicle.outage();
    proxy.blackHole();
    await wait(forMs);
    // What a router dropped is either sent again or answered with a reset.
    if (random.chance(0.5)) proxy.reset();
    proxy.pass();
    over();
  },
  'reset-connections': ({ proxy, chronicle }) => {
    chronicle.outage()();
    proxy.reset();
  },
  'slow-database': async ({ proxy, random }, forMs) => {
    proxy.delay(random.between(20, 150));
    await wait(forMs);
    proxy.delay(0);
  },
  'receiver-fails': (targets, forMs) => misbehave(targets, { behaviour: 'fail' }, forMs),
  'receiver-slow': (targets, forMs) => {
    const delayMs = targets.random.between(...targets.slowness);
    return misbehave(targets, { behaviour: 'slow', delayMs }, forMs);
  },
  'receiver-resets': (targets, forMs) => misbehave(targets, { behaviour: 'reset' }, forMs),
  'receiver-cuts-after-effect': (targets, forMs) =>
    misbehave(targets, { behaviour: 'cut-after-effect' }, forMs),
  'stall-worker': ({ worker }, forMs) => worker.stall(forMs),
  'stall-server': ({ server }, forMs) => server.stall(forMs),
};

/** A process that stands still has to stay alive to wake up. */
export function killAwake(process: Supervised): void {
  if (!process.stalled) process.kill();
}

function downPostgres(
  { postgres, chronicle, turn }: Targets,
  end: (postgres: TestPostgres) => Promise<void>,
  forMs: number,
): Promise<void> {
  turn.last = turn.last.then(async () => {
    const over = chronicle.outage();
    await end(postgres);
    await wait(forMs);
    await postgres.start();
    over();
  });
  return turn.last;
}

async function misbehave(
  { receiver, chronicle }: Targets,
  mode: Mode,
  forMs: number,
): Promise<void> {
  receiver.behave(mode);
  // Calls that a slow receiver has taken hold their runs' places until they are answered.
  const over = mode.delayMs === undefined ? undefined : chronicle.outage();
  await wait(forMs);
  receiver.behave({ behaviour: 'answer' });
  await wait(mode.delayMs ?? 0);
  over?.();
}
