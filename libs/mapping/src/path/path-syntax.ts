import { AppError, MAX_PATH_LENGTH } from '@millrace/model';
import { PATH_LIMITS, pathLimit } from './path-limits.ts';
import { PathScanner } from './path-scanner.ts';

/** What picks children of a node. Filters would be one more kind. */
export type Selector =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; start: number | undefined; end: number | undefined; step: number }
  | { kind: 'wildcard' };

export interface Segment {
  /** True for `..`: the selectors apply to the node and everything below it. */
  descendant: boolean;
  selectors: Selector[];
}

/**
 * Parses a path by the grammar of RFC 9535, without filters.
 * Throws PATH_SYNTAX with the position, PATH_UNSUPPORTED for filters, PATH_LIMIT.
 */
export function parsePath(text: string): Segment[] {
  if (typeof text !== 'string') {
    throw new AppError('PATH_SYNTAX', {
      path: typeof text,
      position: 0,
      reason: 'it is not a text',
    });
  }
  if (text.length > MAX_PATH_LENGTH) throw pathLimit(text, `${MAX_PATH_LENGTH} characters`);
  const scanner = new PathScanner(text);
  if (!scanner.take('$')) scanner.fail('a path starts with $');
  const segments: Segment[] = [];
  while (!scanner.done) {
    scanner.skipBlank();
    segments.push(parseSegment(scanner));
  }
  requireBounds(text, segments);
  return segments;
}

function requireBounds(text: string, segments: readonly Segment[]): void {
  if (segments.length > PATH_LIMITS.segments) {
    throw pathLimit(text, `${PATH_LIMITS.segments} segments`);
  }
  const descendants = segments.filter((segment) => segment.descendant).length;
  if (descendants > PATH_LIMITS.descendants) {
    throw pathLimit(text, `".." ${PATH_LIMITS.descendants} times`);
  }
}

function parseSegment(scanner: PathScanner): Segment {
  const descendant = scanner.take('..');
  const dotted = !descendant && scanner.take('.');
  if (!dotted && scanner.take('[')) return { descendant, selectors: parseBracket(scanner) };
  if (!dotted && !descendant) return scanner.fail('a . or [ must come here');
  if (scanner.take('*')) return { descendant, selectors: [{ kind: 'wildcard' }] };
  const name = scanner.name() ?? scanner.fail('a name or * must follow the dot');
  return { descendant, selectors: [{ kind: 'name', name }] };
}

function parseBracket(scanner: PathScanner): Selector[] {
  const selectors: Selector[] = [];
  do {
    scanner.skipBlank();
    selectors.push(parseSelector(scanner));
    scanner.skipBlank();
  } while (scanner.take(','));
  if (!scanner.take(']')) scanner.fail('a , or ] must come here');
  return selectors;
}

function parseSelector(scanner: PathScanner): Selector {
  const { next } = scanner;
  if (next === '"' || next === "'") return { kind: 'name', name: scanner.quoted(next) };
  if (next === '?') throw unsupported(scanner, 'a filter [?…]');
  if (scanner.take('*')) return { kind: 'wildcard' };
  return parseNumeric(scanner);
}

function parseNumeric(scanner: PathScanner): Selector {
  const start = scanner.integer();
  const end = scanner.position;
  scanner.skipBlank();
  if (scanner.next === ':') return parseSlice(scanner, start);
  scanner.position = end;
  if (start === undefined)
    return scanner.fail('a quoted name, a position, a slice or * must come here');
  return { kind: 'index', index: start };
}

function parseSlice(scanner: PathScanner, start: number | undefined): Selector {
  scanner.take(':');
  scanner.skipBlank();
  const end = scanner.integer();
  scanner.skipBlank();
  let step: number | undefined;
  if (scanner.take(':')) {
    scanner.skipBlank();
    step = scanner.integer();
  }
  return { kind: 'slice', start, end, step: step ?? 1 };
}

function unsupported(scanner: PathScanner, feature: string): AppError {
  return new AppError(
    'PATH_UNSUPPORTED',
    { path: scanner.text, feature },
    { details: { path: scanner.text, position: scanner.position } },
  );
}
