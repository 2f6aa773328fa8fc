import { isAppError, numberOfText, type JsonNumber, type JsonValue } from '@millrace/model';
import { missingPath } from '../path/missing-path.ts';
import { HELPERS } from '../template-helpers/helper-table.ts';
import type { Argument, Helper } from '../template-helpers/define-helper.ts';
import type { Call, Expression, Literal, PathExpression, Place } from './handlebars-parser.js';
import type { Around } from './template-around.ts';
import { atPosition } from './template-fault.ts';
import type { Frame, Rendering } from './template-frame.ts';
import { compilePathExpression, type Computed } from './template-lookup.ts';
import { isPosition } from './template-names.ts';
import { offsetOf } from './template-position.ts';
import { textOf } from './template-text.ts';
import { unsupported } from './template-unsupported.ts';

/** Compiles a parameter or the subject of a block.  */
export function compileExpression(expression: Expression, around: Around): Computed {
  if (expression.type === 'PathExpression') return compilePathExpression(expression, around);
  if (expression.type === 'SubExpression') return compileHelperCall(expression, around);
  const value =
    expression.type === 'NumberLiteral' ? numberIn(expression, around) : expression.value;
  return { find: () => value, require: () => value ?? null, place: () => undefined };
}

/** The number as it is written: the parser makes a double of it. */
function numberIn({ value, loc }: { value: number; loc: Place }, { text }: Around): JsonNumber {
  const written = /^-?\d+(?:\.\d+)?/.exec(text.slice(offsetOf(text, loc.start)))?.[0] ?? '';
  return numberOfText(written) ?? value;
}

/** Compiles `{{…}}`: a variable when it has no parameters, otherwise a call of a helper. */
export function compileMustache(call: Call, around: Around): Computed {
  if (call.params.length > 0 || call.hash) return compileHelperCall(call, around);
  const variable = compilePathExpression(asPath(call.path), around);
  return HELPERS.get(calledName(call))?.least === 0
    ? withFallback(variable, call, around)
    : variable;
}

/** `{{now}}` is the helper where the data has no such name. */
function withFallback(variable: Computed, call: Call, around: Around): Computed {
  const helper = compileHelperCall(call, around);
  const find: Computed['require'] = (rendering, frame) =>
    variable.find(rendering, frame) ?? helper.require(rendering, frame);
  return { find, require: find, place: () => undefined };
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

function compileHelperCall(call: Call, around: Around): Computed {
  const name = calledName(call);
  const helper = HELPERS.get(name);
  if (helper === undefined) throw unsupported(`the helper "${name}"`, call, around.text);
  const args = argumentsOf(helper, call, around);
  const position = offsetOf(around.text, call.loc.start);
  const run = (values: readonly Argument[], rendering: Rendering): Argument => {
    rendering.spend(1);
    try {
      return helper.run(values, rendering);
    } catch (error) {
      throw isAppError(error) ? atPosition(error, position) : error;
    }
  };
  const sure: Run = (values, rendering) => run(values, rendering) ?? null;
  const ways = helper.takesMissing ? tolerant(args, sure) : strict(args, sure);
  return {
    ...(helper.finds ? finding(args, strict(args, run).find, position) : ways),
    place: () => undefined,
  };
}

type Run<Given extends Argument = JsonValue> = (
  values: readonly Argument[],
  rendering: Rendering,
) => Given;
type Ways = Pick<Computed, 'find' | 'require'>;

/** A helper that says itself what a missing value means. */
function tolerant(args: readonly (Computed | undefined)[], run: Run): Ways {
  const compute = (rendering: Rendering, frame: Frame): JsonValue => {
    const values = args.map((arg) => arg?.find(rendering, frame));
    return run(values, rendering);
  };
  return { find: compute, require: compute };
}

/** A helper that looks for a member of its first value, named by the second: as a path does. */
function finding(
  args: readonly (Computed | undefined)[],
  find: Computed['find'],
  position: number,
): Ways {
  return {
    find,
    require: (rendering, frame) => {
      const [from = null, key = null] = args.map((arg) => arg?.require(rendering, frame));
      const found = find(rendering, frame);
      if (found !== undefined) return found;
      const name = textOf(key);
      const step = Array.isArray(from) && isPosition(name) ? Number(name) : name;
      const place = args[0]?.place(rendering, frame) ?? ['this'];
      throw atPosition(missingPath(from, [step], place), position);
    },
  };
}

/** A helper for which a missing value is an error, or nothing again where nothing is an answer. */
function strict<Given extends Argument>(
  args: readonly (Computed | undefined)[],
  run: Run<Given>,
): { find: Computed['find']; require: (rendering: Rendering, frame: Frame) => Given } {
  return {
    find: (rendering, frame) => {
      const values: Argument[] = [];
      for (const arg of args) {
        const value = arg?.find(rendering, frame);
        if (arg !== undefined && value === undefined) return undefined;
        values.push(value);
      }
      return run(values, rendering);
    },
    require: (rendering, frame) => {
      const values = args.map((arg) => arg?.require(rendering, frame));
      return run(values, rendering);
    },
  };
}

/** The arguments in the order of the helper's parameters; a named one takes the place of its name. */
function argumentsOf(helper: Helper, call: Call, around: Around): (Computed | undefined)[] {
  const refuse = (feature: string) => unsupported(feature, call, around.text);
  const args: (Computed | undefined)[] = call.params.map((param) =>
    compileExpression(param, around),
  );
  if (args.length > helper.most) throw refuse(countFault(helper, args.length));
  for (const { key, value } of call.hash?.pairs ?? []) {
    const index = helper.names.indexOf(key);
    if (index < 0) throw refuse(`the named parameter "${key}" of "${helper.name}"`);
    if (args[index] !== undefined) throw refuse(`"${key}" of "${helper.name}" twice`);
    while (args.length < index) args.push(undefined);
    args[index] = compileExpression(value, around);
  }
  const given = args.slice(0, helper.least).filter((arg) => arg !== undefined).length;
  if (given < helper.least) throw refuse(countFault(helper, given));
  return args;
}

function countFault({ name, least, most }: Helper, given: number): string {
  const few = given < least;
  const range = least === most ? least : few ? `at least ${least}` : `at most ${most}`;
  return `"${name}" with ${given} values instead of ${range}`;
}
