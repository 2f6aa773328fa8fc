import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from './clock.ts';
import { FIRST_ORDER } from './order.ts';
import { serveCalls } from './worker.ts';

/** The partner: answers every call at once, and remembers when each order arrived. */
let calls = 0;
let lastAt = 0;
const arrivedAt = new Map<number, number>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    lastAt = now();
    calls += 1;
    const { order } = JSON.parse(Buffer.concat(chunks).toString()) as { order: number };
    const number = order - FIRST_ORDER;
    if (!arrivedAt.has(number)) arrivedAt.set(number, lastAt);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '11' });
    response.end('{"ok":true}');
  });
});
server.keepAliveTimeout = 60_000;

/** What arrived since the last `forget`. */
export interface Arrivals {
  calls: number;
  /** Different orders among the calls. */
  orders: number;
  lastAt: number;
}

serveCalls({
  listen: () =>
    new Promise<string>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`);
      });
    }),
  forget: () => {
    calls = 0;
    arrivedAt.clear();
  },
  arrivals: (): Arrivals => ({ calls, orders: arrivedAt.size, lastAt }),
  /** Arrival of `count` orders from `first` on; NaN where none came. */
  times: ({ first, count }: { first: number; count: number }) =>
    Float64Array.from({ length: count }, (_, index) => arrivedAt.get(first + index) ?? NaN),
});
