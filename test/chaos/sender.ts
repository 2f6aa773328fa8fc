import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { openJournal } from './journal.ts';
import type { Random } from './random.ts';

/** Written and fsynced before the event is sent for the first time. */
interface Intent {
  kind: 'intent';
  id: string;
  /** SHA-256 of the exact bytes of the body. */
  sha: string;
  at: number;
}

/**
 * How one delivery ended: acknowledged with a 2xx, refused with another status, or indeterminate,
 * when no whole answer came: the event may have been stored or not.
 */
export interface Delivery {
  kind: 'delivery';
  id: string;
  outcome: 'acked' | 'refused' | 'indeterminate';
  status?: number;
  event?: string;
  run?: string;
  duplicate?: boolean;
  at: number;
  ms: number;
}

export type SenderLine = Intent | Delivery;

export interface SenderOptions {
  url: string;
  journal: string;
  random: Random;
  /** New events per second at most; fewer while answers are slow. */
  rate: number;
  connections: number;
}

/** What the sender counted. */
export interface SenderCounts {
  events: number;
  acked: number;
  refused: number;
  indeterminate: number;
  duplicates: number;
  slowestMs: number;
}

export interface Sender {
  counts(): SenderCounts;
  /** Sends nothing new; resolves when every event is acknowledged or `ms` have passed. */
  finish(ms: number): Promise<void>;
}

interface Message {
  id: string;
  body: Buffer;
  random: Random;
}

const ANSWER_MS = 10_000;
const TEXTS = ['order', 'Zoë Müller', '東京都', '🧾 receipt', 'line\nbreak', '"quoted"'];

/**
 * A sender that remembers everything: it sends events of its own making, some of them more than
 * once, and each until it is acknowledged.
 */
export async function startSender(options: SenderOptions): Promise<Sender> {
  const { random, rate, connections } = options;
  const journal = await openJournal(options.journal);
  const agent = new Agent({ keepAlive: true, maxSockets: connections * 4 });
  const counts = { ...NOTHING };
  const state = { sending: true, giveUp: false };
  const late = new Set<Promise<unknown>>();

  const deliver = async ({ id, body }: Message): Promise<boolean> => {
    const at = Date.now();
    const answer = await post(agent, options.url, body);
    const ms = Date.now() - at;
    counts[answer.outcome] += 1;
    if (answer.duplicate === true) counts.duplicates += 1;
    counts.slowestMs = Math.max(counts.slowestMs, ms);
    await journal.append({ kind: 'delivery', id, ...answer, at, ms } satisfies Delivery);
    return answer.outcome === 'acked';
  };
  const untilAcked = async (message: Message): Promise<void> => {
    for (let pause = 50; !(await deliver(message)) && !state.giveUp; pause *= 2) {
      await wait(Math.min(pause, 800) * (0.5 + message.random.next()));
    }
  };
  const later = (message: Message): void => {
    const again = wait(message.random.between(0, 4_000)).then(() => untilAcked(message));
    late.add(again);
    void again.finally(() => late.delete(again));
  };
  const sendOne = async (): Promise<void> => {
    const message = newMessage(random);
    counts.events += 1;
    const sha = createHash('sha256').update(message.body).digest('hex');
    await journal.append({ kind: 'intent', id: message.id, sha, at: Date.now() } satisfies Intent);
    const copies = message.random.chance(0.05) ? 3 : 1;
    await Promise.all(Array.from({ length: copies }, () => untilAcked(message)));
    if (message.random.chance(0.1)) later(message);
  };
  const started = Date.now();
  const loop = async (): Promise<void> => {
    while (state.sending) {
      const ahead = counts.events / rate - (Date.now() - started) / 1000;
      if (ahead > 0) await wait(Math.min(1_000, ahead * 1000));
      else await sendOne();
    }
  };
  const loops = Promise.all(Array.from({ length: connections }, loop));
  return {
    counts: () => ({ ...counts }),
    finish: async (ms) => {
      state.sending = false;
      const timer = setTimeout(() => (state.giveUp = true), ms);
      await loops;
      await Promise.all(late);
      clearTimeout(timer);
      agent.destroy();
      await journal.close();
    },
  };
}

const NOTHING: SenderCounts = {
  events: 0,
  acked: 0,
  refused: 0,
  indeterminate: 0,
  duplicates: 0,
  slowestMs: 0,
};

function newMessage(from: Random): Message {
  const random = from.fork();
  const part = (): string => random.between(0, 0xffff_ffff).toString(36);
  const id = `e${part()}${part()}`;
  const lines = Array.from({ length: random.between(0, 20) }, () => ({
    text: random.pick(TEXTS),
    amount: random.between(0, 1_000_000) / 100,
  }));
  return { id, body: Buffer.from(JSON.stringify({ id, lines })), random };
}

type Answer = Omit<Delivery, 'kind' | 'id' | 'at' | 'ms'>;

function post(agent: Agent, url: string, body: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const lost = (): void => resolve({ outcome: 'indeterminate' });
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    sent.once('error', lost);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', lost);
      response.once('close', lost);
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        if (!response.complete) lost();
        else if (status < 200 || status > 299) resolve({ outcome: 'refused', status });
        else resolve({ outcome: 'acked', status, ...named(Buffer.concat(chunks).toString()) });
      });
    });
    sent.end(body);
  });
}

function named(text: string): Pick<Delivery, 'event' | 'run' | 'duplicate'> {
  const answer = JSON.parse(text) as { event?: string; run?: string; duplicate?: boolean };
  return {
    ...(answer.event === undefined ? {} : { event: answer.event }),
    ...(answer.run === undefined ? {} : { run: answer.run }),
    ...(answer.duplicate === undefined ? {} : { duplicate: answer.duplicate }),
  };
}
