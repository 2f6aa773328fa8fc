import autocannon from 'autocannon';
import { Pool } from 'undici';
import { now } from './clock.ts';
import { FIRST_ORDER, ORDER_HEADERS, ORDER_MARK, orderBody } from './order.ts';
import { serveCalls } from './worker.ts';

/** A load as fast as the other side answers. */
export interface Burst {
  /**
   * One path is taken at random for each request; all are of one length. The connections go to the
   * hosts in turn.
   */
  urls: string[];
  connections: number;
  amount: number;
  /** Number of the first order; the others follow. */
  first: number;
}

/** A load at a fixed rate, whatever the other side does. */
export interface Pace extends Burst {
  /** Requests a second. */
  rate: number;
}

/** What was sent, by order from `first` on. */
export interface Sent {
  sentAt: Float64Array;
  /** Milliseconds to the answer 2xx; NaN when there was none. */
  accepted: Float64Array;
  startedAt: number;
  endedAt: number;
  /** How many answers had each status; 0 for no answer. */
  statuses: Record<number, number>;
}

/** What autocannon's client has and its types lack. */
interface RawClient {
  getRequestBuffer(): Buffer;
}

serveCalls({ burst, pace });

/**
 * autocannon, one order a request. It builds a request once; the number and the path are written
 * over in its buffer, since building 4.4 KB anew each time would take CPU from what is measured.
 */
async function burst({ urls, connections, amount, first }: Burst): Promise<Sent> {
  const sent = emptyRecord(amount);
  const paths = pathsOf(urls);
  let next = 0;
  const setupClient = (client: autocannon.Client): void => {
    let order = 0;
    const write = writer((client as unknown as RawClient).getRequestBuffer(), paths);
    client.on('request' as 'response', () => {
      order = next;
      next += 1;
      write(first + order);
      sent.sentAt[order] = now();
    });
    client.on('response', (status, _bytes, took) => note(sent, order, status, took));
    client.on('timeout' as 'response', () => note(sent, order, 0, NaN));
  };
  const hosts = [...new Map(urls.map((url) => [new URL(url).host, url])).values()];
  sent.startedAt = now();
  await autocannon({
    // It takes a list, which its types do not say.
    url: hosts as unknown as string,
    connections,
    amount,
    setupClient,
    method: 'POST',
    headers: ORDER_HEADERS,
    body: orderBody(),
    timeout: 120,
    sampleInt: 20,
  });
  return sent;
}

/** Gives a function that puts a number and one of the paths into a built request. */
function writer(request: Buffer, paths: readonly string[]): (order: number) => void {
  const pathAt = request.indexOf('/');
  const numberAt = request.indexOf(ORDER_MARK) + ORDER_MARK.length;
  return (order) => {
    request.write(String(FIRST_ORDER + order), numberAt, 'latin1');
    if (paths.length > 1) request.write(anyOf(paths), pathAt, 'latin1');
  };
}

function pathsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).pathname))];
}

function anyOf(paths: readonly string[]): string {
  return paths[Math.floor(Math.random() * paths.length)]!;
}

/**
 * Requests at fixed instants, with the time of each counted from the instant it was due, so that a
 * stall shows in every request it held up. autocannon's own rate sends the quota of each second in
 * one burst, which measures the burst.
 */
async function pace({ urls, connections, amount, first, rate }: Pace): Promise<Sent> {
  const sent = emptyRecord(amount);
  const pool = new Pool(new URL(urls[0]!).origin, { connections, pipelining: 1 });
  const paths = pathsOf(urls);
  const template = orderBody();
  const numberAt = template.indexOf(ORDER_MARK) + ORDER_MARK.length;
  const one = async (order: number, due: number): Promise<void> => {
    const body = Buffer.from(template);
    body.write(String(FIRST_ORDER + first + order), numberAt, 'latin1');
    sent.sentAt[order] = due;
    const path = anyOf(paths);
    const answer = await pool.request({ method: 'POST', path, headers: ORDER_HEADERS, body });
    await answer.body.dump();
    note(sent, order, answer.statusCode, now() - due);
  };
  const start = now() + 20;
  sent.startedAt = start;
  const running: Promise<void>[] = [];
  while (running.length < amount) {
    const due = Math.min(amount, Math.floor(((now() - start) / 1000) * rate));
    for (let order = running.length; order < due; order += 1) {
      const failed = () => note(sent, order, 0, NaN);
      running.push(one(order, start + (order / rate) * 1000).catch(failed));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
  await pool.close();
  return sent;
}

function emptyRecord(amount: number): Sent {
  return {
    sentAt: new Float64Array(amount).fill(NaN),
    accepted: new Float64Array(amount).fill(NaN),
    startedAt: 0,
    endedAt: 0,
    statuses: {},
  };
}

function note(sent: Sent, order: number, status: number, took: number): void {
  sent.statuses[status] = (sent.statuses[status] ?? 0) + 1;
  if (status >= 200 && status < 300) sent.accepted[order] = took;
  sent.endedAt = now();
}
