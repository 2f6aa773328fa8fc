import { parseDuration, type JsonValue } from '@millrace/connector-kit';
import { wrong } from './input-values.ts';

const LONGEST_MS = 600_000;

/** The time limit in milliseconds. Throws INPUT_INVALID for what is no duration up to ten minutes. */
export function timeoutOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
  throw wrong(['timeout'], `Time limit is "${value}"; it takes 1ms to 10m, such as 10s.`);
}
