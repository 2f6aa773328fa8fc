import { AppError, isJsonObject, jsonTypeOf, type JsonValue } from '@millrace/model';
import type { PathStep } from './path-tree.ts';
import { nearestName } from './nearest.ts';
import { shorten } from './path-limits.ts';
import { childOf } from './path-select.ts';
import { pathOf } from './path-text.ts';

/**
 * PATH_MISSING for a path that found nothing: names the path, the last place that exists, what is
 * there, and the key that is nearest to the one wanted. `base` is where `data` itself lies.
 */
export function missingPath(
  data: JsonValue,
  steps: readonly PathStep[],
  base: readonly PathStep[] = [],
): AppError {
  let place = data;
  let depth = 0;
  for (const step of steps) {
    const child = childOf(place, step);
    if (child === undefined) break;
    place = child;
    depth += 1;
  }
  const path = pathOf([...base, ...steps]);
  const at = pathOf([...base, ...steps.slice(0, depth)]);
  const wanted = steps[depth];
  // Once: of an object with 100,000 members this is what takes the time.
  const names = isJsonObject(place) && typeof wanted === 'string' ? Object.keys(place) : [];
  const nearest = typeof wanted === 'string' ? nearestName(wanted, names) : undefined;
  return new AppError(
    'PATH_MISSING',
    { path: shorten(path, 300), found: `${shorten(at, 300)} ${describe(place, wanted, names)}` },
    {
      details: { path, at, nearest: nearest === undefined ? null : nearest },
      ...(nearest !== undefined && {
        hint: `Did you mean "${shorten(nearest)}"? Otherwise say what to do when the value is missing.`,
      }),
    },
  );
}

/** PATH_MISSING for a value that is there, but empty, where that counts as missing. */
export function emptyValue(source: string, value: JsonValue): AppError {
  const path = shorten(source, 300);
  const found = `it is ${value === null ? 'null' : 'an empty text'}`;
  return new AppError(
    'PATH_MISSING',
    { path, found },
    { details: { path, at: source, nearest: null } },
  );
}

/** PATH_MISSING for a path that could select many values and selects none. */
export function nothingSelected(source: string): AppError {
  const path = shorten(source, 300);
  return new AppError(
    'PATH_MISSING',
    { path, found: 'no value is selected' },
    { details: { path, at: '$', nearest: null } },
  );
}

function describe(
  place: JsonValue,
  wanted: PathStep | undefined,
  names: readonly string[],
): string {
  if (Array.isArray(place)) {
    const count = `is a list of ${place.length}`;
    return typeof wanted === 'string' ? `${count} and has no names` : count;
  }
  if (!isJsonObject(place)) return `is ${article(jsonTypeOf(place))}`;
  if (typeof wanted === 'number') return 'is an object, not a list';
  return names.length === 0 ? 'is empty' : `has no "${shorten(String(wanted))}"`;
}

function article(type: string): string {
  return type === 'null' ? 'null' : `a ${type}`;
}
