import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { poll, scratchDir } from '../support/millrace.ts';
import { startPostgres } from '../support/postgres.ts';
import { openChronicle } from './chronicle.ts';
import { inflict, killAwake } from './faults.ts';
import { publishFlow } from './flow.ts';
import type { Front } from './fronts.ts';
import { judge, type Verdict } from './judge.ts';
import { startPgProxy } from './pg-proxy.ts';
import type { Supervised } from './processes.ts';
import { seeded } from './random.ts';
import { startReceiver } from './receiver-process.ts';
import { installRunLog, withClient } from './run-log.ts';
import type { PlannedFault } from './schedule.ts';
import { startSender, type SenderCounts } from './sender.ts';
import { startSystem } from './system.ts';

/** One run of the harness. */
export interface Scenario {
  seed: number;
  plan: readonly PlannedFault[];
  /** Events are sent for this long. */
  sendMs: number;
  /** New events per second at most. */
  rate: number;
  connections: number;
  /** Milliseconds until a slow receiver answers: low and high bound. */
  slowness?: readonly [number, number];
  postgres?: Readonly<Record<string, string>>;
  env?: Record<string, string>;
  /** Run on the migrated database before the first event. */
  sql?: string;
  /** Stands between sender and server. */
  sendThrough?: (target: string) => Promise<Front>;
  /** Stands between Millrace and receiver. */
  callThrough?: (target: string) => Promise<Front>;
}

export interface Outcome extends Verdict {
  counts: SenderCounts;
  faults: Readonly<Record<string, number>>;
  /** Milliseconds from the last fault and acknowledgement until every run had ended. */
  quietAfterMs: number;
  /** Where the journals are; they are kept when there are findings. */
  dir: string;
}

type Closing = (() => Promise<unknown>)[];

const ACKED_MS = 60_000;
const QUIET_MS = 120_000;
const SLOWNESS = [200, 3_000] as const;

/** Builds the whole system, hurts it by plan, lets it come to rest, and judges what it left. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const dir = await scratchDir('millrace-chaos-');
  const closing: Closing = [];
  let clean = false;
  try {
    const outcome = await play(scenario, dir, closing);
    clean = outcome.findings.length === 0;
    return outcome;
  } finally {
    for (const close of closing.reverse()) await close();
    if (clean) await rm(dir, { recursive: true, force: true });
  }
}

async function play(scenario: Scenario, dir: string, closing: Closing): Promise<Outcome> {
  const random = seeded(scenario.seed);
  const chronicle = openChronicle(join(dir, 'chronicle.log'));
  const postgres = await startPostgres(scenario.postgres);
  closing.push(() => postgres.remove());
  const proxy = await startPgProxy(postgres.port);
  closing.push(() => proxy.close());
  const victims: Supervised[] = [];
  const receiver = await startReceiver(join(dir, 'calls.jsonl'), () => {
    chronicle.count('killed during a call');
    killAwake(random.pick(victims));
  });
  closing.push(() => receiver.stop());
  const front = async (make: Scenario['sendThrough'], target: string): Promise<string> => {
    const made = await make?.(target);
    if (made !== undefined) closing.push(() => made.close());
    return made?.url ?? target;
  };
  const called = await front(scenario.callThrough, `http://127.0.0.1:${receiver.port}`);
  const { server, worker, api, key } = await startSystem({
    dir,
    databaseUrl: `postgres://millrace:secret@127.0.0.1:${proxy.port}/postgres`,
    chronicle,
    env: scenario.env ?? {},
    closing,
  });
  victims.push(server, worker);
  await installRunLog(postgres.url);
  const { sql } = scenario;
  if (sql !== undefined) await withClient(postgres.url, (client) => client.query(sql));

  const sender = await startSender({
    url: await front(scenario.sendThrough, await publishFlow(api, key, called)),
    journal: join(dir, 'sent.jsonl'),
    random: random.fork(),
    rate: scenario.rate,
    connections: scenario.connections,
  });
  const slowness = scenario.slowness ?? SLOWNESS;
  const turn = { last: Promise.resolve() };
  const targets = { server, worker, postgres, turn, proxy, receiver, chronicle, slowness };
  const hurting = inflict(scenario.plan, { ...targets, random: random.fork() });
  await wait(scenario.sendMs);
  await Promise.all([hurting, sender.finish(ACKED_MS)]);
  const healed = Date.now();
  chronicle.say('healed');
  for (const one of victims) await one.untilReady();
  await untilQuiet(postgres.url);
  const quietAfterMs = Date.now() - healed;
  const verdict = await judge(dir, postgres.url, chronicle);
  return { ...verdict, counts: sender.counts(), faults: chronicle.faults(), quietAfterMs, dir };
}

/** Waits until no run is left to do, or the time is over: what is unfinished then is a finding. */
async function untilQuiet(url: string): Promise<void> {
  const open = "SELECT 1 FROM runs WHERE status IN ('queued', 'running', 'waiting') LIMIT 1";
  await poll(
    () => withClient(url, async (client) => (await client.query(open)).rowCount === 0),
    QUIET_MS,
  ).catch(() => undefined);
}
