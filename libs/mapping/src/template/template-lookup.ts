import { isJsonObject, type JsonValue } from '@millrace/model';
import type { PathStep } from '../path/compiled-path.ts';
import { missingPath } from '../path/missing-path.ts';
import type { PathExpression } from './handlebars-parser.js';
import { boundName, loopLevel, type Around } from './template-around.ts';
import { atPosition } from './template-fault.ts';
import type { Frame, FramePlace, Rendering } from './template-frame.ts';
import { isPosition } from './template-names.ts';
import { offsetOf } from './template-position.ts';
import { unsupported } from './template-unsupported.ts';

/** A compiled expression. */
export interface Computed {
  /** The value, undefined when there is none. */
  find: (rendering: Rendering, frame: Frame) => JsonValue | undefined;
  /** The value; throws PATH_MISSING when there is none. */
  require: (rendering: Rendering, frame: Frame) => JsonValue;
  /** Where the value lies in the data; undefined when it was computed. */
  place: (rendering: Rendering, frame: Frame) => FramePlace;
}

/** What the names of a path are looked up in. */
interface Base {
  value: (rendering: Rendering, frame: Frame) => JsonValue | undefined;
  place: (rendering: Rendering, frame: Frame) => FramePlace;
}

const UNKNOWN = (): undefined => undefined;

/** Compiles a path: a variable, `this`, `../x`, a block parameter, `@root` or a loop variable. */
export function compilePathExpression(path: PathExpression, around: Around): Computed {
  if (path.data && path.parts[0] !== 'root') return compileLoopVariable(path, around);
  const bound = path.data ? undefined : boundName(path, around.level);
  const used = path.data || bound !== undefined ? 1 : 0;
  const base = baseOf(path, bound);
  const parts = path.parts.slice(used);
  const find = compileFind(base, parts);
  return {
    find,
    require: (rendering, frame) => {
      const value = find(rendering, frame);
      if (value !== undefined) return value;
      const from = base.value(rendering, frame);
      const place = base.place(rendering, frame) ?? ['this'];
      const error = missingPath(from ?? null, stepsOf(from, parts), place);
      throw atPosition(error, offsetOf(around.text, path.loc.start));
    },
    place: (rendering, frame) => {
      const place = base.place(rendering, frame);
      return place && [...place, ...stepsOf(base.value(rendering, frame), parts)];
    },
  };
}

function baseOf(path: PathExpression, bound: ReturnType<typeof boundName>): Base {
  if (path.data) return { value: (rendering) => rendering.root, place: () => [] };
  if (bound?.second === true) return { value: keyUp(bound.up), place: UNKNOWN };
  return contextUp(bound?.up ?? path.depth);
}

function contextUp(depth: number): Base {
  if (depth === 0) return { value: (_, frame) => frame.context, place: (_, frame) => frame.place };
  return {
    value: (_, frame) => frameUp(frame, depth)?.context,
    place: (_, frame) => frameUp(frame, depth)?.place,
  };
}

function keyUp(depth: number): Base['value'] {
  return (_, frame) => frameUp(frame, depth)?.key;
}

function frameUp(frame: Frame, depth: number): Frame | undefined {
  let at: Frame | undefined = frame;
  for (let up = depth; up > 0; up -= 1) at = at?.outer;
  return at;
}

function compileFind(base: Base, parts: readonly string[]): Computed['find'] {
  const { value } = base;
  const [first, second] = parts;
  if (first === undefined) return value;
  if (parts.length === 1) return (rendering, frame) => memberOf(value(rendering, frame), first);
  if (second !== undefined && parts.length === 2) {
    return (rendering, frame) => memberOf(memberOf(value(rendering, frame), first), second);
  }
  return (rendering, frame) => {
    let found = value(rendering, frame);
    for (const part of parts) found = memberOf(found, part);
    return found;
  };
}

/** An own member by name, or a member of a list by position. */
function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return isPosition(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function stepsOf(base: JsonValue | undefined, parts: readonly string[]): PathStep[] {
  let value = base;
  return parts.map((part) => {
    const step = Array.isArray(value) && isPosition(part) ? Number(part) : part;
    value = memberOf(value, part);
    return step;
  });
}

const LOOP_VARIABLES: ReadonlyMap<string, (frame: Frame) => JsonValue> = new Map<
  string,
  (frame: Frame) => JsonValue
>([
  ['index', (frame) => frame.index],
  ['key', (frame) => frame.key],
  ['first', (frame) => frame.index === 0],
  ['last', (frame) => frame.last],
]);

/** `@index`, `@key`, `@first`, `@last` and `@../index`; refused where no loop is around. */
function compileLoopVariable(path: PathExpression, around: Around): Computed {
  const [name = ''] = path.parts;
  const variable = LOOP_VARIABLES.get(name);
  if (variable === undefined || path.parts.length !== 1) {
    throw unsupported(`the variable "${path.original}"`, path, around.text);
  }
  const up = loopLevel(path.depth, around.level);
  if (up === undefined) {
    throw unsupported(`"${path.original}" outside of #each`, path, around.text);
  }
  const read = (_: Rendering, frame: Frame): JsonValue => {
    const loop = frameUp(frame, up);
    return loop === undefined ? null : variable(loop);
  };
  return { find: read, require: read, place: UNKNOWN };
}
