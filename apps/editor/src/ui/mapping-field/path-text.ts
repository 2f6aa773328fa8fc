/** One step down a value: a name of an object or a position of a list. */
export type Segment = string | number;

const BARE = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const PART = /\.([a-zA-Z_][\w-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;

/**
 * The segments of a path that names one place, such as `$.trigger.body["a key"][0]`; undefined for
 * a path that selects (`*`, `..`, slices) or is not finished.
 */
export function pathSegments(path: string): Segment[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const segments: Segment[] = [];
  PART.lastIndex = 1;
  while (PART.lastIndex < path.length) {
    const match = PART.exec(path);
    if (match === null) return undefined;
    const [, bare, position, double, single] = match;
    if (position !== undefined) segments.push(Number(position));
    else segments.push(bare ?? unescape(double ?? single ?? ''));
  }
  return segments;
}

/** The path of the place these segments lead to, from the root. */
export function pathText(segments: readonly Segment[]): string {
  return `$${segments.map(partText).join('')}`;
}

/** The path as a template names it: `trigger.body.[a key].[0]`; undefined when it selects. */
export function templateName(path: string): string | undefined {
  const segments = pathSegments(path);
  if (segments === undefined || segments.length === 0) return undefined;
  if (segments.some((segment) => String(segment).includes(']'))) return undefined;
  return segments
    .map((part) => (typeof part === 'string' && BARE.test(part) ? part : `[${part}]`))
    .join('.');
}

/** A path as people read it: `trigger › billing › email`. */
export function crumbs(path: string): string[] {
  const segments = pathSegments(path);
  if (segments === undefined) return [path];
  const [root, ...rest] = segments;
  if (root === 'trigger' && rest[0] === 'body') return ['trigger', ...names(rest.slice(1))];
  if (root === 'steps' && rest[1] === 'output') return names([rest[0] ?? '', ...rest.slice(2)]);
  return names(segments);
}

function names(segments: readonly Segment[]): string[] {
  return segments.map((segment) => (typeof segment === 'number' ? `#${segment + 1}` : segment));
}

function partText(segment: Segment): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return BARE.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
