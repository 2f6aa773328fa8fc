import { stepText } from '../path/path-text.ts';
import type {
  BlockStatement,
  Call,
  Expression,
  Literal,
  PathExpression,
  Program,
} from './handlebars-parser.js';
import { HELPERS } from '../template-helpers/helper-table.ts';
import { isPosition, startsAtContext } from './template-names.ts';
import { offsetOf } from './template-position.ts';

/** One place of a template that reads the data. */
export interface TemplateUse {
  /** What it reads, as a path; members of a loop as `[*]`. */
  path: string;
  /** Where its text starts in the template, and where it ends. */
  position: number;
  end: number;
  inside: 'output' | 'condition' | 'loop' | 'argument';
  /** The helper or block it is given to: `upper`, `if`, `each`, `with`. */
  helper?: string;
  /** True when nothing there is no error: a condition, a default, or inside an `#if` of the same path. */
  optional: boolean;
}

/** What names mean at one place, as path texts; undefined where it is computed. */
interface Names {
  context: string | undefined;
  outer: Names | undefined;
  bound: ReadonlyMap<string, string | undefined>;
}

/** Where an expression is read. */
interface Reading {
  names: Names;
  /** Paths that an `#if` around has found to be there. */
  sure: readonly string[];
  inside: TemplateUse['inside'];
  helper?: string;
  optional: boolean;
}

/** Every place of a parsed template that reads the data, in order of appearance. */
export function usesOf(program: Program, text: string): TemplateUse[] {
  const found: TemplateUse[] = [];
  const names: Names = { context: '$', outer: undefined, bound: new Map() };
  new UseReader(text, found).program(program, names, []);
  return found;
}

class UseReader {
  private readonly text: string;
  private readonly found: TemplateUse[];

  constructor(text: string, found: TemplateUse[]) {
    this.text = text;
    this.found = found;
  }

  program(program: Program | undefined, names: Names, sure: readonly string[]): void {
    for (const statement of program?.body ?? []) {
      if (statement.type === 'BlockStatement') this.block(statement, names, sure);
      if (statement.type !== 'MustacheStatement') continue;
      const reading: Reading = { names, sure, inside: 'output', optional: false };
      if (statement.params.length > 0 || statement.hash) this.call(statement, reading);
      else if (!isCallWithoutValues(statement)) this.path(asPath(statement.path), reading);
    }
  }

  private block(block: BlockStatement, names: Names, sure: readonly string[]): void {
    const kind = block.path.type === 'PathExpression' ? block.path.original : '';
    const decides = kind === 'if' || kind === 'unless';
    const inside = decides ? 'condition' : kind === 'each' ? 'loop' : 'argument';
    const optional = decides || block.inverse !== undefined;
    const reading: Reading = { names, sure, inside, helper: kind, optional };
    let subject: string | undefined;
    for (const param of block.params) subject = this.expression(param, reading);
    const known = decides ? this.surePaths(block.params[0], names) : [];
    const inner = decides ? names : innerNames(block, kind === 'each', subject, names);
    this.program(block.program, inner, kind === 'if' ? [...sure, ...known] : sure);
    this.program(block.inverse, names, kind === 'unless' ? [...sure, ...known] : sure);
  }

  private call(call: Call, reading: Reading): void {
    const helper = nameOf(call);
    const takesMissing = HELPERS.get(helper)?.takesMissing === true;
    const optional = takesMissing || reading.optional;
    const inner: Reading = { ...reading, inside: 'argument', helper, optional };
    if (helper === 'lookup' && this.member(call, inner)) return;
    for (const param of call.params) this.expression(param, inner);
    for (const pair of call.hash?.pairs ?? []) this.expression(pair.value, inner);
  }

  /** `lookup body "a key"` reads one member, where its name is written. */
  private member({ params: [object, key] }: Call, reading: Reading): boolean {
    if (object?.type !== 'PathExpression') return false;
    if (key?.type !== 'StringLiteral' && key?.type !== 'NumberLiteral') return false;
    const text = appended(pathText(object, reading.names), [String(key.value)]);
    if (text !== undefined) this.note(text, object, key, reading);
    return true;
  }

  /** Reads an expression; gives the path it names. */
  private expression(expression: Expression, reading: Reading): string | undefined {
    if (expression.type === 'SubExpression') this.call(expression, reading);
    return expression.type === 'PathExpression' ? this.path(expression, reading) : undefined;
  }

  private path(path: PathExpression, reading: Reading): string | undefined {
    const text = pathText(path, reading.names);
    if (text !== undefined) this.note(text, path, path, reading);
    return text;
  }

  /** Keeps that a path is read, by what is written from one expression to another. */
  private note(text: string, first: Expression, last: Expression, reading: Reading): void {
    const { sure, inside, helper, optional } = reading;
    this.found.push({
      path: text,
      position: offsetOf(this.text, first.loc.start),
      end: offsetOf(this.text, last.loc.end),
      inside,
      ...(helper !== undefined && { helper }),
      optional: optional || sure.some((known) => known === text || isBelow(known, text)),
    });
  }

  /** The paths that are there when a condition holds: itself, or all that `and` asks for. */
  private surePaths(condition: Expression | undefined, names: Names): string[] {
    if (condition?.type === 'PathExpression') {
      const text = pathText(condition, names);
      return text === undefined ? [] : [text];
    }
    if (condition?.type !== 'SubExpression' || nameOf(condition) !== 'and') return [];
    return condition.params.flatMap((param) => this.surePaths(param, names));
  }
}

/** `{{now}}` reads nothing. */
function isCallWithoutValues({ path }: Call): boolean {
  const name = path.type === 'PathExpression' ? path.original : undefined;
  return name !== undefined && HELPERS.get(name)?.least === 0;
}

function nameOf({ path }: Call): string {
  return path.type === 'PathExpression' ? path.original : String(path.value);
}

function asPath(path: PathExpression | Literal): PathExpression {
  if (path.type === 'PathExpression') return path;
  const name = String(path.value);
  const { loc } = path;
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent) && /^[.[]/.test(path.slice(parent.length));
}

function innerNames(
  { program }: BlockStatement,
  loops: boolean,
  subject: string | undefined,
  outer: Names,
): Names {
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
