import { AppError, type JsonValue } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { TEMPLATE_LIMITS } from '../template/template-limits.ts';
import { textOf } from '../template/template-text.ts';

/** A value given to a helper; undefined where there is none. */
export type Argument = JsonValue | undefined;

/** What a helper may use of the rendering it is called in. */
export interface HelperCall {
  /** Counts work before it is done; throws TEMPLATE_LIMIT. One step is worth about 100 ns. */
  spend(steps: number): void;
  /** The time, in milliseconds since 1970. */
  now(): number;
  uuid(): string;
}

export type HelperGroup = 'text' | 'numbers' | 'dates' | 'lists' | 'logic' | 'encoding';

/** A template, the data it is rendered with, and the text that comes out. */
export interface HelperExample {
  template: string;
  data: JsonValue;
  result: string;
}

/** A template that a helper refuses to render, and a part of what the error says. */
interface HelperRefusal {
  template: string;
  data: JsonValue;
  error: string;
}

/** What people read about a helper. */
export interface HelperHelp {
  name: string;
  group: HelperGroup;
  /** How it is written: its parameters, in brackets when they may be left out, and their defaults. */
  usage: string;
  summary: string;
  gives: 'string' | 'number' | 'boolean' | 'list' | 'object' | 'any';
  examples: readonly HelperExample[];
}

/** What is said of a helper where it is defined. */
export interface HelperAbout extends HelperHelp {
  /** Where it ends: an unusual value, or one it refuses. At least one. */
  edges: readonly (HelperExample | HelperRefusal)[];
}

/** A function a template may call. */
export interface Helper extends HelperAbout {
  /** The names of its parameters, for `{{name zone="UTC"}}`. */
  names: readonly string[];
  least: number;
  most: number;
  /** True when the helper says itself what a missing value means; otherwise it is an error. */
  takesMissing: boolean;
  /** True when giving nothing means that what was asked for is missing, as it does for a path. */
  finds: boolean;
  run: (args: readonly Argument[], call: HelperCall) => Argument;
}

/** A parameter: its name and how its value is checked. */
export interface Param<Value> {
  name: string;
  optional: boolean;
  read: (value: Argument, helper: string, call: HelperCall) => Value;
}

type Result = Argument;
type About = HelperAbout & { takesMissing?: boolean; finds?: boolean };

export function helper0(about: About, run: (call: HelperCall) => Result): Helper {
  return define(about, [], (_, call) => run(call));
}

export function helper1<A>(
  about: About,
  a: Param<A>,
  run: (a: A, call: HelperCall) => Result,
): Helper {
  const { name } = about;
  return define(about, [a], ([x], call) => run(a.read(x, name, call), call));
}

export function helper2<A, B>(
  about: About,
  [a, b]: [Param<A>, Param<B>],
  run: (a: A, b: B, call: HelperCall) => Result,
): Helper {
  const { name } = about;
  return define(about, [a, b], ([x, y], call) =>
    run(a.read(x, name, call), b.read(y, name, call), call),
  );
}

export function helper3<A, B, C>(
  about: About,
  [a, b, c]: [Param<A>, Param<B>, Param<C>],
  run: (a: A, b: B, c: C, call: HelperCall) => Result,
): Helper {
  const { name } = about;
  return define(about, [a, b, c], ([x, y, z], call) =>
    run(a.read(x, name, call), b.read(y, name, call), c.read(z, name, call), call),
  );
}

export function helper4<A, B, C, D>(
  about: About,
  [a, b, c, d]: [Param<A>, Param<B>, Param<C>, Param<D>],
  run: (a: A, b: B, c: C, d: D, call: HelperCall) => Result,
): Helper {
  const { name } = about;
  return define(about, [a, b, c, d], ([w, x, y, z], call) =>
    run(
      a.read(w, name, call),
      b.read(x, name, call),
      c.read(y, name, call),
      d.read(z, name, call),
      call,
    ),
  );
}

/** A helper that takes any number of values, `least` of them at least. */
export function helperOfMany<A>(
  about: About,
  param: Param<A>,
  least: number,
  run: (values: readonly A[], call: HelperCall) => Result,
): Helper {
  const { name } = about;
  const helper = define(about, [], (args, call) => {
    call.spend(args.length);
    return run(
      args.map((arg) => param.read(arg, name, call)),
      call,
    );
  });
  return { ...helper, least, most: TEMPLATE_LIMITS.values };
}

function define(
  about: About,
  params: readonly Pick<Param<unknown>, 'name' | 'optional'>[],
  run: Helper['run'],
): Helper {
  return {
    ...about,
    takesMissing: about.takesMissing === true,
    finds: about.finds === true,
    names: params.map(({ name }) => name),
    least: params.filter(({ optional }) => !optional).length,
    most: params.length,
    run,
  };
}

/** Throws CONVERSION_FAILED: names helper, value and what would be taken. */
export function refuse(helper: string, value: Argument, type: string, hint?: string): never {
  throw new AppError(
    'CONVERSION_FAILED',
    { value: printed(value), path: `the helper "${helper}"`, type },
    { details: { helper, type }, ...(hint !== undefined && { hint }) },
  );
}

function printed(value: Argument): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `(a list of ${value.length})`;
  if (typeof value === 'object' && value !== null) return '(an object)';
  return typeof value === 'string' ? JSON.stringify(shorten(value, 80)) : textOf(value) || 'null';
}
