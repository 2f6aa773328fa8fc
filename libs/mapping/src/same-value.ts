import { isJsonObject, type JsonValue } from '@millrace/model';
import { MAX_DATA_DEPTH, tooDeep } from './path/path-limits.ts';

/** Equality of JSON values by type and content; nothing is converted: 200 is not "200". */
export function sameValue(left: JsonValue, right: JsonValue, depth = 0): boolean {
  if (left === right) return true;
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((member, index) => sameMember(member, right[index], depth))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameMember(left[key], right[key], depth))
  );
}

function sameMember(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  depth: number,
): boolean {
  return left !== undefined && right !== undefined && sameValue(left, right, depth + 1);
}
