import { AppError, parseDuration, type DelayStep, type JsonValue } from '@millrace/model';
import { textOf, valueOf } from '../members.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Longest text of a value that is named in an error. */
const LONGEST_VALUE = 80;

/** Waits: its attempt runs until the instant stored with it. One that has passed waits for nothing. */
export function decideDelay(
  step: DelayStep,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue | undefined {
  const begun = pass.state.tries.get(place.slot)?.until;
  if (begun !== undefined) {
    return pass.waits(begun.getTime()) ? undefined : pass.record(place, null, outputOf(begun));
  }
  const given = step.for ?? valueOf(step.until, scope.data(), pass.given(place, scope));
  const input = step.for === undefined ? { until: given } : { for: given };
  const until = new Date(step.for === undefined ? readInstant(given) : after(step.for, pass.now));
  if (Number.isNaN(until.getTime())) {
    const value = JSON.stringify(given).slice(0, LONGEST_VALUE);
    throw new AppError('DELAY_INVALID', { step: step.name ?? step.id, value });
  }
  if (!pass.waits(until.getTime())) return pass.record(place, input, outputOf(until));
  pass.delay(place, input, until);
  return undefined;
}

function outputOf(until: Date): JsonValue {
  return { until: until.toISOString() };
}

/** When a delay ended, in milliseconds since 1970, by its output. */
export function endOfDelay(output: JsonValue): number {
  return Date.parse(textOf(valueOf({ $path: '$.until' }, output, {})));
}

/** Milliseconds since 1970; NaN for what is no duration. */
function after(duration: string, now: Date): number {
  return now.getTime() + (parseDuration(duration) ?? Number.NaN);
}

/** Milliseconds since 1970 of a value, as mappings read dates; NaN for what is none. */
function readInstant(value: JsonValue): number {
  try {
    return Date.parse(textOf(valueOf({ $path: '$', as: 'date' }, value, {})));
  } catch {
    return Number.NaN;
  }
}
