import { jsonTypeOf, MAX_PATH_LENGTH, type JsonValue } from '@millrace/model';
import { JSONPath } from 'jsonpath-plus';
import { PATH_LIMITS } from './path-limits.ts';
import { childOf } from './path-select.ts';
import { stepText } from './path-text.ts';
import type { PathStep } from './path-tree.ts';

/** A value of a sample, as the data picker shows it. */
export interface ListedPath {
  path: string;
  /** The last step: a member name, a position, or `$` for the root. */
  key: string | number;
  type: ReturnType<typeof jsonTypeOf>;
  value: JsonValue;
  /** Steps below the root. */
  depth: number;
  /** The path of the value that holds this one; absent for the root. */
  parent?: string;
}

export const MOST_LISTED = 5000;

/**
 * Every value of a sample with its shortest path, parents before children, at most
 * {@link MOST_LISTED}. What no path can name (too deep, too long, half a surrogate pair) is left out.
 */
export function listPaths(sample: JsonValue): ListedPath[] {
  const listed: ListedPath[] = [];
  list({ path: '$', key: '$', type: jsonTypeOf(sample), value: sample, depth: 0 }, listed);
  return listed;
}

function list(entry: ListedPath, listed: ListedPath[]): void {
  if (listed.length >= MOST_LISTED || entry.path.length > MAX_PATH_LENGTH) return;
  listed.push(entry);
  const { value, depth, path: parent } = entry;
  if (depth >= PATH_LIMITS.segments) return;
  for (const key of stepsBelow(value, MOST_LISTED - listed.length)) {
    const member = childOf(value, key);
    if (member === undefined || (typeof key === 'string' && !key.isWellFormed())) continue;
    const path = parent + stepText(key);
    list({ path, key, type: jsonTypeOf(member), value: member, depth: depth + 1, parent }, listed);
  }
}

/** Ends an enumeration that is long enough. */
const ENOUGH = new Error('enough');

/**
 * The names or positions of a value's children, the first `most` of them. jsonpath-plus lists one
 * level: its `$..*` recurses without a bound, and gives the paths of names like "*" and "~" as `[*]`.
 * The expression is constant, and with `eval: false` it has no evaluator.
 */
function stepsBelow(value: JsonValue, most: number): PathStep[] {
  const steps: PathStep[] = [];
  if (typeof value !== 'object' || value === null || most === 0) return steps;
  try {
    JSONPath({
      path: '$.*',
      json: value,
      eval: false,
      callback: (_value, _type, { parentProperty }) => {
        if (parentProperty !== null) steps.push(parentProperty);
        if (steps.length >= most) throw ENOUGH;
      },
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return steps;
}
