import { now } from './clock.ts';
import type { Burst, Pace, Sent } from './generator.ts';
import { availableParallelism } from 'node:os';
import { cpuOf, cpuOfFamily, cpuOfMachine, memoryOf } from './proc.ts';
import type { Arrivals } from './receiver.ts';
import type { Side } from './side.ts';
import { startWorker, type Worker } from './worker.ts';

/** The two ends of every load: who sends, and who is called. */
export interface Ends {
  generator: Worker;
  receiver: Worker;
  partner: string;
  stop(): Promise<void>;
}

/** Milliseconds. */
interface Latency {
  p50: number;
  p99: number;
}

/** What one load did to one side. */
export interface Figures {
  /** Orders sent, answered 2xx, called through, and recorded as done. */
  sent: number;
  accepted: number;
  arrived: number;
  recorded: number;
  /** Calls beyond one an order. */
  repeated: number;
  /** Per second. */
  acceptedRate: number;
  completedRate: number;
  accept: Latency;
  endToEnd: Latency;
  /** CPU seconds per 1,000 completed flows. */
  serverCpu: number;
  databaseCpu: number;
  /** Share of the machine that neither side nor the harness took; much of it spoils the rest. */
  othersCpu: number;
  /** MB of the server, the most since it began. */
  peakMemory: number;
}

export type Load = Omit<Burst, 'urls' | 'first'> & { rate?: number };

const DRAIN_MS = 600_000;
let nextOrder = 0;

export async function startEnds(): Promise<Ends> {
  const [generator, receiver] = await Promise.all([
    startWorker('generator.ts'),
    startWorker('receiver.ts'),
  ]);
  const partner = await receiver.call<string>('listen');
  const stop = async (): Promise<void> => {
    await Promise.all([generator.stop(), receiver.stop()]);
  };
  return { generator, receiver, partner, stop };
}

/** Runs one load and waits until every accepted order has been called through and recorded. */
export async function measure(side: Side, ends: Ends, load: Load): Promise<Figures> {
  const first = nextOrder;
  nextOrder += load.amount;
  await side.begin();
  await ends.receiver.call('forget');
  const before = cpu(side, ends);
  const order: Burst | Pace = { ...load, urls: side.urls, first };
  const sent = await ends.generator.call<Sent>(load.rate === undefined ? 'burst' : 'pace', order);
  const accepted = sent.accepted.filter((took) => !Number.isNaN(took));
  const endedAt = await drained(side, ends, accepted.length);
  const after = cpu(side, ends);
  const arrivals = await ends.receiver.call<Arrivals>('arrivals');
  const arrivedAt = await ends.receiver.call<Float64Array>('times', { first, count: load.amount });
  const recorded = await side.completed();
  const completed = Math.min(recorded, arrivals.orders);
  // At a fixed rate the first second opens the connections; its orders count, its times do not.
  const opening = load.rate ?? 0;
  return {
    sent: load.amount,
    accepted: accepted.length,
    arrived: arrivals.orders,
    recorded,
    repeated: arrivals.calls - arrivals.orders,
    acceptedRate: accepted.length / ((sent.endedAt - sent.startedAt) / 1000),
    completedRate: completed / ((endedAt - sent.startedAt) / 1000),
    accept: percentiles(sent.accepted.subarray(opening)),
    endToEnd: percentiles(arrivedAt.map((at, index) => at - sent.sentAt[index]!).subarray(opening)),
    serverCpu: ((after.server - before.server) / completed) * 1000,
    databaseCpu: ((after.database - before.database) / completed) * 1000,
    othersCpu: Math.max(0, (after.others - before.others) / (after.at - before.at)),
    peakMemory: Math.max(...side.servers.map((pid) => memoryOf(pid).peak)),
  };
}

/** The instant at which all is called through and recorded. */
async function drained(side: Side, { receiver }: Ends, accepted: number): Promise<number> {
  const deadline = now() + DRAIN_MS;
  for (;;) {
    const { orders } = await receiver.call<Arrivals>('arrivals');
    if (orders >= accepted && !(await side.unfinished())) return now();
    if (now() > deadline) throw new Error(`${side.name}: ${orders} of ${accepted} orders arrived`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Seconds of CPU taken so far; `at` in seconds of all cores. */
function cpu(side: Side, { generator, receiver }: Ends) {
  const server = side.servers.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const database = cpuOfFamily(side.postmaster);
  const harness = cpuOf(generator.pid) + cpuOf(receiver.pid) + cpuOf(process.pid);
  const others = cpuOfMachine() - server - database - harness;
  return { server, database, others, at: (now() / 1000) * availableParallelism() };
}

/** Exact, from every value; those that are not there (NaN) do not count. */
function percentiles(values: Float64Array): Latency {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
