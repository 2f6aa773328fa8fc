import { isExactNumber, type JsonValue } from '@millrace/model';
import Handlebars from 'handlebars';
import { HELPERS } from '../template-helpers/helper-table.ts';
import type { HelperCall } from '../template-helpers/define-helper.ts';

/** What Handlebars passes to a block helper, as far as it matters here. */
interface Options {
  fn: (context: unknown, more?: unknown) => string;
  inverse: (context: unknown, more?: unknown) => string;
}

type BlockHelper = (this: unknown, subject: unknown, options: Options) => string;
type Part = (container: Container, ...rest: unknown[]) => unknown;
interface Container {
  lookupProperty: (parent: unknown, name: string) => unknown;
}

const FREE: HelperCall = { spend: () => undefined, now: () => 0, uuid: () => '' };

/**
 * Handlebars itself, with the documented differences taken out: lists and objects print as JSON, only
 * members of JSON are data (a list has no length), a null item stays null inside `#if`.
 * `innerIsOuter` is true after a rendering in which a block met the value that was `this` already:
 * there Handlebars does not count a level for `../`.
 */
export class HandlebarsOracle {
  innerIsOuter = false;
  private readonly handlebars = Handlebars.create();

  constructor() {
    const { handlebars } = this;
    // It says so on the console when a template asks for a prototype.
    handlebars.logger.log = () => undefined;
    const { template } = handlebars;
    handlebars.template = (spec: object) => template(dataOnly(spec));
    handlebars.registerHelper('raw', (options: Options) => options.fn(undefined));
    for (const name of ['if', 'unless', 'each', 'with']) this.keepNull(name);
    for (const { name, takesMissing, run } of HELPERS.values()) {
      if (!takesMissing) continue;
      handlebars.registerHelper(name, (...args: unknown[]) =>
        run(args.slice(0, -1) as JsonValue[], FREE),
      );
    }
  }

  render(template: string, data: JsonValue): string {
    this.innerIsOuter = false;
    return this.handlebars.compile(template)(printable(data));
  }

  private keepNull(name: string): void {
    const { handlebars } = this;
    const original = handlebars.helpers[name] as unknown as BlockHelper;
    const opens = name === 'each' || name === 'with';
    const meet = (inner: unknown, outer: unknown): void => {
      // eslint compares with ===; Handlebars compares levels with ==.
      if (opens && looselyEqual(inner, outer)) this.innerIsOuter = true;
    };
    handlebars.registerHelper(name, function (this: unknown, subject: unknown, options: Options) {
      const self = isNullContext(this) ? null : this;
      const around = (inner: Options['fn']): Options['fn'] => {
        return (context, more) => {
          if (context !== this) meet(context, self);
          else if (opens && inner === options.fn) meet(self, self);
          return inner(context === this ? self : context, more);
        };
      };
      const wrapped = { ...options, fn: around(options.fn), inverse: around(options.inverse) };
      return original.call(this, subject, wrapped);
    } as unknown as Handlebars.HelperDelegate);
  }
}

/** Handlebars calls helpers with a sealed empty object where the context is null. */
function isNullContext(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.isSealed(value);
}

function looselyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  return String(left) === String(right) || Number(left) === Number(right);
}

/** A compiled template whose look-ups find members of JSON only. */
function dataOnly(spec: object): object {
  const made = new WeakMap<Container, Container>();
  const known = new WeakSet<Container>();
  const narrowed = (container: Container): Container => {
    if (known.has(container)) return container;
    const own = made.get(container) ?? narrow(container);
    made.set(container, own);
    known.add(own);
    return own;
  };
  return Object.fromEntries(
    Object.entries(spec).map(([name, part]: [string, unknown]) => [
      name,
      typeof part === 'function'
        ? (container: Container, ...rest: unknown[]) => (part as Part)(narrowed(container), ...rest)
        : part,
    ]),
  );
}

function narrow(container: Container): Container {
  const lookupProperty: Container['lookupProperty'] = (parent, name) => {
    const isPosition = /^(?:0|[1-9]\d*)$/.test(name);
    if (typeof parent === 'string' || (Array.isArray(parent) && !isPosition)) return undefined;
    return container.lookupProperty(parent, name);
  };
  return Object.create(container, { lookupProperty: { value: lookupProperty } }) as Container;
}

/** A copy of data whose lists and objects turn into JSON where they are printed. */
function printable(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  const copy = Array.isArray(value)
    ? value.map(printable)
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printable(member)]));
  return Object.defineProperty(copy, Symbol.toPrimitive, { value: () => JSON.stringify(value) });
}
