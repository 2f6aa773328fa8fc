import { compilePath, type PathStep } from '@millrace/mapping';

const BARE = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * The places a path goes through, such as those of `$.trigger.body["a key"][0]`; undefined for a
 * path that selects (`*`, `..`, slices) or is not valid.
 */
export function pathSteps(path: string): readonly PathStep[] | undefined {
  try {
    return compilePath(path).steps;
  } catch {
    return undefined;
  }
}

/** The path as a template names it: `trigger.body.[a key].[0]`; undefined when it selects. */
export function templateName(path: string): string | undefined {
  const segments = pathSteps(path);
  if (segments === undefined || segments.length === 0) return undefined;
  if (segments.some((segment) => String(segment).includes(']'))) return undefined;
  return segments
    .map((part) => (typeof part === 'string' && BARE.test(part) ? part : `[${part}]`))
    .join('.');
}

/** A path as people read it: `trigger › billing › email`. */
export function crumbs(path: string): string[] {
  const segments = pathSteps(path);
  if (segments === undefined) return [path];
  const [root, ...rest] = segments;
  if (root === 'trigger' && rest[0] === 'body') return ['trigger', ...names(rest.slice(1))];
  if (root === 'steps' && rest[1] === 'output') return names([rest[0] ?? '', ...rest.slice(2)]);
  if (root === 'steps' && rest[1] === 'error') return names([rest[0] ?? '', ...rest.slice(1)]);
  return names(segments);
}

function names(segments: readonly PathStep[]): string[] {
  return segments.map((segment) => (typeof segment === 'number' ? `#${segment + 1}` : segment));
}
