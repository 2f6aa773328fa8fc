import { orderBody } from '../load/order.ts';
import type { Random } from '../chaos/random.ts';
import { someName, someNumber, someText } from './words.ts';

/*
 * Data is made as JSON text: text can say 1e400, names that come twice and 20,000 levels, and it is
 * read anew for each use.
 */

/** Data for a case: small and odd mostly, hostile now and then. */
export function someData(random: Random, names: readonly string[]): string {
  if (random.chance(0.15)) return order();
  if (random.chance(0.01)) return hostileData(random, names);
  return value(random, names, random.between(1, 5));
}

/** What a mapping sees of a real order. */
function order(): string {
  return `{"trigger":{"body":${orderBody().toString()},"headers":{},"query":{}},"steps":{}}`;
}

function value(random: Random, names: readonly string[], levels: number): string {
  if (levels === 0 || random.chance(0.2)) return scalar(random);
  return random.chance(0.65) ? object(random, names, levels) : list(random, names, levels);
}

function scalar(random: Random): string {
  const which = random.between(0, 9);
  if (which < 5) return JSON.stringify(someText(random));
  if (which < 8) return someNumber(random);
  return random.pick(['true', 'false', 'null']);
}

function object(random: Random, names: readonly string[], levels: number): string {
  const members = Array.from({ length: random.between(0, 5) }, () => {
    const name = JSON.stringify(someName(random, names));
    return `${name}:${value(random, names, levels - 1)}`;
  });
  return `{${members.join()}}`;
}

/** Half of the lists hold the same kind of thing all through, as lists of orders do. */
function list(random: Random, names: readonly string[], levels: number): string {
  const length = random.between(0, random.chance(0.1) ? 60 : 6);
  const alike = random.chance(0.5) ? random.fork() : undefined;
  const members = Array.from({ length }, () =>
    alike !== undefined
      ? `{${JSON.stringify(names[0])}:${scalar(alike)},${JSON.stringify(names[1])}:${scalar(alike)}}`
      : value(random, names, levels - 1),
  );
  return `[${members.join()}]`;
}

/** Deep, wide or long; under the names that the case reads. */
function hostileData(random: Random, names: readonly string[]): string {
  const first = JSON.stringify(names[0]);
  const second = JSON.stringify(names[1]);
  const times = random.pick([127, 128, 129, 1000, 20_000]);
  const wide = random.pick([1000, 10_001, 100_000, 600_000, 1_000_000]);
  const long = random.pick([10_000, 100_000, 1_100_000, 5_000_000]);
  const bulk = random.pick([
    () => `${'['.repeat(times)}1${']'.repeat(times)}`,
    () => `${`{${first}:`.repeat(times)}1${'}'.repeat(times)}`,
    () => `[${'0,'.repeat(wide)}0]`,
    () => `[${`{${first}:1,${second}:"x"},`.repeat(wide / 10)}0]`,
    () => `[${`[${scalar(random)}],`.repeat(wide / 10)}0]`,
    () => `{${many(wide / 10, (index) => `"k${index}":${index}`)}}`,
    () => `[${many(wide / 10, (index) => `"text ${wide - index}"`)}]`,
    () => JSON.stringify('x'.repeat(long)),
    () => JSON.stringify(' '.repeat(long)),
    () => JSON.stringify('a,'.repeat(long / 2)),
    () => `[${`${JSON.stringify('y'.repeat(1000))},`.repeat(long / 1000)}0]`,
    () => cube(random.between(3, 11), first),
  ])();
  return random.chance(0.3) ? bulk : `{${first}:${bulk},${second}:${scalar(random)}}`;
}

function many(length: number, write: (index: number) => string): string {
  return Array.from({ length }, (_, index) => write(index)).join();
}

/** Three of three of three …: every `*` multiplies. */
function cube(levels: number, name: string): string {
  if (levels === 0) return '1';
  const part = cube(levels - 1, name);
  return levels % 2 === 0
    ? `[${part},${part},${part}]`
    : `{${name}:${part},"x":${part},"y":${part}}`;
}
