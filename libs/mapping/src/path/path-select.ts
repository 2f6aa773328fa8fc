import { isJsonObject, type JsonValue } from '@millrace/model';
import type { PathStep } from './path-tree.ts';

/** The child at a name or position (negative from the end), or undefined. */
export function childOf(value: JsonValue, step: PathStep): JsonValue | undefined {
  if (typeof step === 'number') {
    return Array.isArray(value) ? value[step < 0 ? value.length + step : step] : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The value at the end of some steps, or undefined. */
export function readSteps(data: JsonValue, steps: readonly PathStep[]): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value = childOf(value, step);
  }
  return value;
}
