import { randomFillSync } from 'node:crypto';

const POOL = Buffer.alloc(8 * 256);
const PER_ID = 8;
let used = POOL.length;
let last = 0;
let counter = 0;

/** Ids made in one millisecond before the clock of ids runs ahead of the wall's. */
const COUNTER_MAX = 0xfff;

/**
 * A UUID version 7 (RFC 9562, method 1 of §6.2): 48 bits of milliseconds, a 12-bit counter, 62
 * random bits. Ids of one process sort in the order they were made; the growing tables are
 * partitioned by ranges of them, and runs of one flow are ordered by them.
 */
export function uuid7(): string {
  return format(tick(Date.now()), counter);
}

/** The same for another instant, in milliseconds; such ids have no order among themselves. */
export function uuid7At(ms: number): string {
  return format(ms, 0);
}

function format(ms: number, count: number): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const random = POOL.toString('hex', used, used + PER_ID);
  used += PER_ID;
  const time = ms.toString(16).padStart(12, '0');
  const variant = VARIANT[random.charCodeAt(0) & 3] ?? '8';
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${count.toString(16).padStart(3, '0')}`,
    variant + random.slice(1, 4),
    random.slice(4),
  ].join('-');
}

const VARIANT = ['8', '9', 'a', 'b'];

/** The millisecond of the next id, with the counter set: never earlier than that of the last. */
function tick(now: number): number {
  if (now > last) {
    counter = 0;
    return (last = now);
  }
  counter += 1;
  if (counter > COUNTER_MAX) {
    counter = 0;
    last += 1;
  }
  return last;
}

/** The last millisecond that 48 bits hold. */
const LAST_MS = 2 ** 48 - 1;

/** The smallest id of an instant: the bound of a partition. */
export function uuid7Floor(at: number): string {
  const ms = Math.min(Math.max(at, 0), LAST_MS);
  const hex = `${ms.toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
