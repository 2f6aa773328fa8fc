import type { JsonValue } from '@millrace/model';
import type { PathStep } from '../path/compiled-path.ts';
import { missingPath } from '../path/missing-path.ts';
import { childOf } from '../path/path-select.ts';
import type { Call, Expression, Literal, PathExpression } from './handlebars-parser.js';
import { compileLoopVariable } from './template-loop-variable.ts';
import { HELPERS, type Helper } from './template-helpers.ts';
import { isPosition, startsAtContext } from './template-names.ts';
import type { Found, Rendering, Scope } from './template-scope.ts';
import { unsupported } from './template-unsupported.ts';

/** A compiled expression. */
export interface Computed {
  /** The value, undefined when there is none. */
  find(rendering: Rendering, scope: Scope): Found;
  /** The value; throws PATH_MISSING when there is none. */
  require(rendering: Rendering, scope: Scope): Found;
}

/** Where an expression stands. */
export interface Around {
  /** The whole template, for positions. */
  text: string;
  /** How many loops lie around it. */
  loops: number;
}

/** Compiles a parameter or the subject of a block.  */
export function compileExpression(expression: Expression, around: Around): Computed {
  if (expression.type === 'PathExpression') return compilePathExpression(expression, around);
  if (expression.type === 'SubExpression') return compileHelperCall(expression, around);
  return always(expression.value);
}

/** Compiles `{{…}}`: a variable when it has no parameters, otherwise a call of a helper. */
export function compileMustache(call: Call, around: Around): Computed {
  if (call.params.length > 0 || call.hash) return compileHelperCall(call, around);
  return compilePathExpression(asPath(call.path), around);
}

/** The name of the helper or block that is called, when it is a plain name. */
export function calledName({ path }: Call): string {
  const { data, depth, parts, original } = asPath(path);
  const [name] = parts;
  return data || depth > 0 || parts.length !== 1 || name === undefined ? original : name;
}

/** `{{"a key"}}` names a member, as in Handlebars. */
function asPath(path: PathExpression | Literal): PathExpression {
  if (path.type === 'PathExpression') return path;
  const name = String(path.value);
  const { loc } = path;
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
}

function always(value: JsonValue | undefined): Computed {
  const found: Found = { value, at: undefined };
  return { find: () => found, require: () => ({ value: value ?? null, at: undefined }) };
}

function compileHelperCall(call: Call, around: Around): Computed {
  const name = calledName(call);
  const helper = HELPERS.get(name);
  if (helper === undefined) throw unsupported(`the helper "${name}"`, call, around.text);
  if (call.hash) throw unsupported(`named parameters in "${name}"`, call, around.text);
  requireCount(helper, name, call, around);
  const args = call.params.map((param) => compileExpression(param, around));
  const compute = (rendering: Rendering, scope: Scope): Found => {
    rendering.step();
    const values = args.map((arg) =>
      helper.takesMissing ? arg.find(rendering, scope) : arg.require(rendering, scope),
    );
    return { value: helper.run(values.map(({ value }) => value)), at: undefined };
  };
  return { find: compute, require: compute };
}

function requireCount(helper: Helper, name: string, call: Call, around: Around): void {
  const { length } = call.params;
  if (length >= helper.least && length <= helper.most) return;
  const range = helper.least === helper.most ? helper.least : `at least ${helper.least}`;
  throw unsupported(`"${name}" with ${length} values instead of ${range}`, call, around.text);
}

function compilePathExpression(path: PathExpression, around: Around): Computed {
  if (path.data && path.parts[0] !== 'root') return compileLoopVariable(path, around);
  const steps = path.data ? path.parts.slice(1) : path.parts;
  const start = startOf(path);
  const walk = (rendering: Rendering, scope: Scope): Walked => {
    const { base, used } = start(rendering, scope);
    return descend(base, steps.slice(used));
  };
  return {
    find: (rendering, scope) => walk(rendering, scope).found,
    require: (rendering, scope) => {
      const { found, base, steps: taken } = walk(rendering, scope);
      if (found.value !== undefined) return found;
      throw missingPath(base.value ?? null, taken, base.at ?? ['this']);
    },
  };
}

interface Start {
  base: Found;
  /** How many names the base has used up: 1 for a block parameter. */
  used: number;
}

function startOf(path: PathExpression): (rendering: Rendering, scope: Scope) => Start {
  if (path.data) return (rendering) => ({ base: { value: rendering.root, at: [] }, used: 0 });
  const [name] = path.parts;
  const explicit = startsAtContext(path);
  return (_rendering, scope) => {
    const named = explicit || name === undefined ? undefined : blockParameter(scope, name);
    if (named !== undefined) return { base: named, used: 1 };
    let at: Scope | undefined = scope;
    for (let up = path.depth; up > 0; up -= 1) at = at?.outer;
    return { base: at?.context ?? { value: undefined, at: undefined }, used: 0 };
  };
}

function blockParameter(scope: Scope, name: string): Found | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.names?.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Walked {
  base: Found;
  steps: PathStep[];
  found: Found;
}

function descend(base: Found, parts: readonly string[]): Walked {
  let { value } = base;
  const steps: PathStep[] = [];
  for (const part of parts) {
    const step = stepOf(value, part);
    value = value === undefined ? undefined : childOf(value, step);
    steps.push(step);
  }
  return { base, steps, found: { value, at: base.at && [...base.at, ...steps] } };
}

function stepOf(value: JsonValue | undefined, part: string): PathStep {
  return Array.isArray(value) && isPosition(part) ? Number(part) : part;
}
