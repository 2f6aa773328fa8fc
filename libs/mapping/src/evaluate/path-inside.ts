import { singularStep } from '../path/path-tree.ts';
import { parsePath } from '../path/path-syntax.ts';

/** What a name of a loop stands for, as a path; undefined where it is computed. */
export type Bound = string | undefined;

/** The first name of a path as it can be written: `$.item`, `$['item']`, `$ [ "item" ]`. */
const FIRST = /^\$\s*(?:\.\s*[^\s.[\]]+|\[\s*(?:'[^']*'|"[^"]*")\s*\])/;

/**
 * A path as it reads from the data, when its first name is one of a loop around it. Undefined where that
 * stands for something computed; as it is written when it is of no loop, or not valid.
 */
export function pathInside(text: string, names: ReadonlyMap<string, Bound>): string | undefined {
  if (names.size === 0) return text;
  const name = firstName(text);
  if (name === undefined || !names.has(name)) return text;
  const bound = names.get(name);
  return bound === undefined ? undefined : text.replace(FIRST, () => bound);
}

/** The first name of a path; undefined when it starts with something else or is not valid. */
export function firstName(text: string): string | undefined {
  try {
    const [first] = parsePath(text);
    const step = first === undefined ? undefined : singularStep(first);
    return typeof step === 'string' ? step : undefined;
  } catch {
    return undefined;
  }
}
