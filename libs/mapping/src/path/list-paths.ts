import { isJsonObject, jsonTypeOf, MAX_PATH_LENGTH, type JsonValue } from '@millrace/model';
import { PATH_LIMITS } from './path-limits.ts';
import { stepText } from './path-text.ts';

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
  const child = (key: string | number, member: JsonValue) =>
    list(
      {
        path: parent + stepText(key),
        key,
        type: jsonTypeOf(member),
        value: member,
        depth: depth + 1,
        parent,
      },
      listed,
    );
  if (Array.isArray(value)) {
    value.slice(0, MOST_LISTED).forEach((member, index) => child(index, member));
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value).slice(0, MOST_LISTED)) {
      const member = value[key];
      if (member !== undefined && key.isWellFormed()) child(key, member);
    }
  }
}
