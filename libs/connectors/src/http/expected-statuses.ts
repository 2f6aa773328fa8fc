import type { JsonValue } from '@millrace/connector-kit';
import { wrong } from './input-values.ts';

type Expects = (status: number) => boolean;

const ONE = /^(?:([1-5])xx|(\d{3})(?:\s*-\s*(\d{3}))?)$/i;

/**
 * Statuses that are success, written as in `2xx, 404, 500-503`; undefined for none. Throws INPUT_INVALID for
 * what is no status.
 */
export function expectedStatuses(value: JsonValue | undefined): Expects | undefined {
  if (typeof value !== 'string') return undefined;
  const ranges = value.split(',').map((text): [from: number, to: number] => {
    const [, family, from, to = from] = ONE.exec(text.trim()) ?? [];
    if (family !== undefined) return [Number(family) * 100, Number(family) * 100 + 99];
    const range: [number, number] = [Number(from), Number(to)];
    if (range[0] >= 100 && range[1] <= 599 && range[0] <= range[1]) return range;
    const what = `"${text.trim()}" is no status`;
    throw wrong(['expect'], `Expected statuses: ${what}; it takes such as 2xx, 404 or 500-503.`);
  });
  return (status) => ranges.some(([from, to]) => status >= from && status <= to);
}
