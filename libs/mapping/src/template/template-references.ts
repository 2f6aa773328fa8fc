import { stepText } from '../path/path-text.ts';
import type {
  BlockStatement,
  Call,
  Expression,
  PathExpression,
  Program,
} from './handlebars-parser.js';
import { isPosition, startsAtContext } from './template-names.ts';

/** What names mean at one place, as path texts; undefined where it is computed. */
interface Names {
  context: string | undefined;
  outer: Names | undefined;
  bound: ReadonlyMap<string, string | undefined>;
}

/** The paths of the data that a template names, each once; members of a loop as `[*]`. */
export function templateReferences(program: Program): string[] {
  const found = new Set<string>();
  const root: Names = { context: '$', outer: undefined, bound: new Map() };
  readProgram(program, root, found);
  return [...found];
}

function readProgram(program: Program | undefined, names: Names, found: Set<string>): void {
  for (const statement of program?.body ?? []) {
    if (statement.type === 'MustacheStatement') readMustache(statement, names, found);
    if (statement.type === 'BlockStatement') readBlock(statement, names, found);
  }
}

function readMustache(call: Call, names: Names, found: Set<string>): void {
  const { path, params } = call;
  if (params.length === 0 && path.type === 'PathExpression') readExpression(path, names, found);
  else if (params.length === 0 && path.type !== 'PathExpression' && names.context !== undefined) {
    found.add(names.context + stepText(String(path.value)));
  }
  for (const param of params) readExpression(param, names, found);
}

function readExpression(
  expression: Expression,
  names: Names,
  found: Set<string>,
): string | undefined {
  if (expression.type === 'SubExpression') {
    for (const param of expression.params) readExpression(param, names, found);
  }
  if (expression.type !== 'PathExpression') return undefined;
  const path = pathText(expression, names);
  if (path !== undefined) found.add(path);
  return path;
}

function readBlock(block: BlockStatement, names: Names, found: Set<string>): void {
  const { path, params, program, inverse } = block;
  const kind = path.type === 'PathExpression' ? path.original : '';
  let subject: string | undefined;
  for (const param of params) subject = readExpression(param, names, found);
  readProgram(
    program,
    kind === 'each' || kind === 'with' ? inside(block, subject, names) : names,
    found,
  );
  readProgram(inverse, names, found);
}

function inside(
  { path, program }: BlockStatement,
  subject: string | undefined,
  outer: Names,
): Names {
  const loops = path.type === 'PathExpression' && path.original === 'each';
  const context = subject === undefined ? undefined : subject + (loops ? '[*]' : '');
  const [first, second] = program?.blockParams ?? [];
  const bound = new Map<string, string | undefined>();
  if (second !== undefined) bound.set(second, undefined);
  if (first !== undefined) bound.set(first, context);
  return { context, outer, bound };
}

function pathText(path: PathExpression, names: Names): string | undefined {
  if (path.data) return path.parts[0] === 'root' ? appended('$', path.parts.slice(1)) : undefined;
  const [first] = path.parts;
  if (first !== undefined && !startsAtContext(path)) {
    for (let at: Names | undefined = names; at !== undefined; at = at.outer) {
      if (at.bound.has(first)) return appended(at.bound.get(first), path.parts.slice(1));
    }
  }
  let at: Names | undefined = names;
  for (let up = path.depth; up > 0; up -= 1) at = at?.outer;
  return appended(at?.context, path.parts);
}

function appended(base: string | undefined, parts: readonly string[]): string | undefined {
  if (base === undefined) return undefined;
  return base + parts.map((part) => stepText(isPosition(part) ? Number(part) : part)).join('');
}
