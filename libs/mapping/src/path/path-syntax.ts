import { AppError, MAX_PATH_LENGTH } from '@millrace/model';
import { parseFilter } from './filter-syntax.ts';
import { PATH_LIMITS, pathLimit } from './path-limits.ts';
import { PathScanner } from './path-scanner.ts';
import type { Segment, Selector } from './path-tree.ts';

/**
 * Parses a path by the grammar of RFC 9535.
 * Throws PATH_SYNTAX with the position, and PATH_LIMIT.
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
  const segments = parseSegments(scanner, 0);
  if (!scanner.done) {
    scanner.skipBlank();
    scanner.fail('a . or [ must come here');
  }
  return segments;
}

/** The segments from here on; blanks that no segment follows are left. */
function parseSegments(scanner: PathScanner, depth: number): Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    const before = scanner.position;
    scanner.skipBlank();
    if (scanner.next !== '.' && scanner.next !== '[') {
      scanner.position = before;
      requireBounds(scanner.text, segments);
      return segments;
    }
    segments.push(parseSegment(scanner, depth));
  }
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

function parseSegment(scanner: PathScanner, depth: number): Segment {
  const descendant = scanner.take('..');
  const dotted = !descendant && scanner.take('.');
  if (!dotted && scanner.take('[')) return { descendant, selectors: parseBracket(scanner, depth) };
  if (scanner.take('*')) return { descendant, selectors: [{ kind: 'wildcard' }] };
  const name = scanner.name() ?? scanner.fail('a name or * must follow the dot');
  return { descendant, selectors: [{ kind: 'name', name }] };
}

function parseBracket(scanner: PathScanner, depth: number): Selector[] {
  const selectors: Selector[] = [];
  do {
    scanner.skipBlank();
    selectors.push(parseSelector(scanner, depth));
    scanner.skipBlank();
  } while (scanner.take(','));
  if (!scanner.take(']')) scanner.fail('a , or ] must come here');
  return selectors;
}

function parseSelector(scanner: PathScanner, depth: number): Selector {
  const { next } = scanner;
  if (next === '"' || next === "'") return { kind: 'name', name: scanner.quoted(next) };
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) {
    return { kind: 'filter', test: parseFilter(scanner, depth + 1, parseSegments) };
  }
  return parseNumeric(scanner);
}

function parseNumeric(scanner: PathScanner): Selector {
  const start = scanner.integer();
  const end = scanner.position;
  scanner.skipBlank();
  if (scanner.next === ':') return parseSlice(scanner, start);
  scanner.position = end;
  if (start === undefined)
    return scanner.fail('a quoted name, a position, a slice, a filter or * must come here');
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
