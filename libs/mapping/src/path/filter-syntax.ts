import { nearest, type AppError } from '@millrace/model';
import { fromIRegexp } from '../regex/i-regexp.ts';
import { PATH_LIMITS, pathLimit } from './path-limits.ts';
import type { PathScanner } from './path-scanner.ts';
import {
  isPatternCall,
  singularSteps,
  type Call,
  type Logical,
  type Operand,
  type Query,
  type Segment,
} from './path-tree.ts';

/** A filter being read. */
interface Filter {
  scanner: PathScanner;
  /** Reads the segments of a path inside of the filter. */
  segments: (scanner: PathScanner, depth: number) => Segment[];
}

/**
 * Parses the expression of a filter by the grammar of RFC 9535, with its rules for what may be
 * compared and what functions take; the scanner is behind the `?`. `depth` counts filters,
 * parentheses and calls around it.
 */
export function parseFilter(
  scanner: PathScanner,
  depth: number,
  segments: Filter['segments'],
): Logical {
  return parseOr({ scanner, segments }, depth);
}

function parseOr(filter: Filter, depth: number): Logical {
  if (depth > PATH_LIMITS.nesting) throw tooNested(filter.scanner);
  return parseChain(filter, 'or', '||', () =>
    parseChain(filter, 'and', '&&', () => parseBasic(filter, depth)),
  );
}

function parseChain(
  { scanner }: Filter,
  kind: 'or' | 'and',
  operator: string,
  parsePart: () => Logical,
): Logical {
  const first = parsePart();
  const parts = [first];
  for (;;) {
    const before = scanner.position;
    scanner.skipBlank();
    if (!scanner.take(operator)) {
      scanner.position = before;
      return parts.length === 1 ? first : { kind, parts };
    }
    scanner.countOperator();
    parts.push(parsePart());
  }
}

function parseBasic(filter: Filter, depth: number): Logical {
  const { scanner } = filter;
  scanner.skipBlank();
  if (scanner.take('!')) {
    scanner.countOperator();
    scanner.skipBlank();
    return { kind: 'not', part: parseTestOrGroup(filter, depth, true) };
  }
  return parseTestOrGroup(filter, depth, false);
}

function parseTestOrGroup(filter: Filter, depth: number, negated: boolean): Logical {
  const { scanner } = filter;
  if (scanner.take('(')) {
    const inner = parseOr(filter, depth + 1);
    scanner.skipBlank();
    if (!scanner.take(')')) scanner.fail('a ) must come here');
    return inner;
  }
  const at = scanner.position;
  const left = parseOperand(filter, depth);
  const end = scanner.position;
  scanner.skipBlank();
  const operatorAt = scanner.position;
  const operator = scanner.comparison();
  if (operator === undefined) {
    scanner.position = end;
    return asTest(left, scanner, at);
  }
  if (negated) scanner.fail('a comparison is negated with brackets, like !(@.a == 1)', operatorAt);
  scanner.countOperator();
  requireComparable(left, scanner, at);
  scanner.skipBlank();
  const rightAt = scanner.position;
  const right = parseOperand(filter, depth);
  requireComparable(right, scanner, rightAt);
  const spans = {
    left: { from: at, to: end },
    right: { from: rightAt, to: scanner.position },
  };
  return { kind: 'compare', operator, left, right, spans };
}

function parseOperand(filter: Filter, depth: number): Operand {
  const { scanner } = filter;
  const { next, position } = scanner;
  if (next === '"' || next === "'") return { kind: 'literal', value: scanner.quoted(next) };
  if (next === '@' || next === '$') return { kind: 'query', query: parseQuery(filter, depth) };
  const number = scanner.number();
  if (number !== undefined) return { kind: 'literal', value: number };
  const word = scanner.word();
  if (word === undefined) {
    return scanner.fail('a path from @ or $, a value or a function must come here');
  }
  if (scanner.next === '(') {
    return { kind: 'call', call: parseCall(filter, depth + 1, word, position) };
  }
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
  return word === 'null'
    ? { kind: 'literal', value: null }
    : scanner.fail(`"${word}" is not a value: texts stand in quotes`, position);
}

function parseQuery({ scanner, segments }: Filter, depth: number): Query {
  const root = scanner.next === '@' ? '@' : '$';
  scanner.take(root);
  return { root, segments: segments(scanner, depth) };
}

function parseCall(filter: Filter, depth: number, word: string, at: number): Call {
  const { scanner } = filter;
  const name = FUNCTIONS.find((one) => one === word) ?? unknownFunction(scanner, word, at);
  if (depth > PATH_LIMITS.nesting) throw tooNested(scanner);
  scanner.take('(');
  const call = parseParameters(filter, depth, name);
  scanner.skipBlank();
  return scanner.take(')') ? call : scanner.fail(`a ) must end ${name}()`);
}

function parseParameters(filter: Filter, depth: number, name: Call['name']): Call {
  if (name === 'length' || name === 'number') return { name, of: parseParameter(filter, depth) };
  const { scanner } = filter;
  if (name === 'count' || name === 'value') {
    scanner.skipBlank();
    if (scanner.next !== '@' && scanner.next !== '$') {
      scanner.fail(`${name}() takes a path from @ or $`);
    }
    return { name, of: parseQuery(filter, depth) };
  }
  const text = parseParameter(filter, depth);
  scanner.skipBlank();
  if (!scanner.take(',')) scanner.fail(`${name}() takes a text and a pattern`);
  scanner.skipBlank();
  const at = scanner.position;
  const pattern = parseParameter(filter, depth);
  requirePattern(name, pattern, scanner, at);
  return { name, text, pattern };
}

function parseParameter(filter: Filter, depth: number): Operand {
  const { scanner } = filter;
  scanner.skipBlank();
  const at = scanner.position;
  const parameter = parseOperand(filter, depth);
  requireComparable(parameter, scanner, at);
  return parameter;
}

/** A pattern that is written in the path has to be right; one from the data matches nothing if not. */
function requirePattern(name: string, pattern: Operand, scanner: PathScanner, at: number): void {
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return;
  if (fromIRegexp(pattern.value) !== undefined) return;
  const hint = String.raw`Write [0-9] for \d and [A-Za-z0-9_] for \w; (?…) and \b do not exist.`;
  scanner.fail(`the pattern of ${name}() is not an I-Regexp (RFC 9485)`, at, hint);
}

const FUNCTIONS = ['length', 'count', 'value', 'match', 'search', 'number'] as const;

function unknownFunction(scanner: PathScanner, word: string, at: number): never {
  const meant = nearest(word, FUNCTIONS);
  const offer = meant === undefined ? '' : ` Did you mean ${meant}()?`;
  const hint = `The functions are length, count, value, match, search and number.${offer}`;
  return scanner.fail(`there is no function ${word}()`, at, hint);
}

function tooNested({ text }: PathScanner): AppError {
  return pathLimit(text, `filters, ( and calls ${PATH_LIMITS.nesting} deep`);
}

/** A value can be compared: a literal, a path to one node, or what a function gives. */
function requireComparable(operand: Operand, scanner: PathScanner, at: number): void {
  if (operand.kind === 'query' && singularSteps(operand.query.segments) === undefined) {
    const hint = 'Ask about each with a filter, or use count(…) or value(…).';
    scanner.fail('a path that can select many has no one value here', at, hint);
  }
  if (operand.kind === 'call' && isPatternCall(operand.call)) {
    scanner.fail(`${operand.call.name}() is true or false and is not compared`, at);
  }
}

function asTest(operand: Operand, scanner: PathScanner, at: number): Logical {
  if (operand.kind === 'query') return { kind: 'exists', query: operand.query };
  if (operand.kind === 'literal') return scanner.fail('a value alone is no question', at);
  const { call } = operand;
  if (isPatternCall(call)) return { kind: 'call', call };
  return scanner.fail(`${call.name}() gives a value that must be compared`, at);
}
