import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import type { Random } from './random.ts';

const KEYS = [
  ...['a', 'b', 'c', 'name', 'list', 'items', 'x y', 'ü', '😀', 'n-1', '0', '12', 'this', 'true'],
  ...['__proto__', 'constructor', 'length', 'toString', 'hasOwnProperty', 'toJSON', 'key.dot'],
] as [string, ...string[]];
const TEXTS = [
  ...['', 'x', 'Ada <b> & "c"', '{{a}}', "'=`", 'ü😀', '\u2028', '  two  ', '0', 'false', '\ud800'],
] as [string, ...string[]];
const CONTENT = [
  ...['text', ' ', '  ', '\n', '\n\n', ' \n ', '\t', '\r\n', 'a\nb', '<b>', '"', 'ü😀'],
  ...['·', '| as', '[x]', '&amp;', '\\{{a}}', '\\{{#if a}} ', '\\\\{{@root.text}}'],
] as [string, ...string[]];

/** What makes something else of the mustache behind it, or no template at all. */
const ODD_CONTENT = ['}}', '{', '\\', '{{', '{{/if}}'] as [string, ...string[]];

/** A random JSON object with odd names in it. */
export function randomData(random: Random): JsonObject {
  return { ...randomObject(random, 3), text: 'some text', blank: '' };
}

function randomObject(random: Random, depth: number): JsonObject {
  const entries = Array.from({ length: random.below(6) }, (): [string, JsonValue] => [
    random.pick(KEYS),
    randomValue(random, depth - 1),
  ]);
  return Object.fromEntries(entries);
}

function randomValue(random: Random, depth: number): JsonValue {
  const kind = random.below(depth > 0 ? 9 : 5);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick([0, 1, -1, 2.5, 1e21, 1e-7, 42]);
  if (kind <= 4) return random.pick(TEXTS);
  if (kind <= 6) return randomObject(random, depth);
  return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
}

/** What is known where a part of a template is written. */
interface Scope {
  /** A value that `this` may have here. */
  value: JsonValue | undefined;
  outer: Scope | undefined;
  loops: number;
  names: ReadonlyMap<string, JsonValue | undefined>;
}

/** Writes random templates of the language that Millrace and Handlebars share. */
export class TemplateWriter {
  private readonly random: Random;
  private readonly root: JsonValue;
  private left = 14;

  constructor(random: Random, root: JsonValue) {
    this.random = random;
    this.root = root;
  }

  template(): string {
    return this.body({ value: this.root, outer: undefined, loops: 0, names: new Map() }, 0);
  }

  private body(scope: Scope, depth: number): string {
    let text = '';
    for (let parts = this.random.below(6); parts > 0 && this.left > 0; parts -= 1) {
      this.left -= 1;
      text += this.part(scope, depth);
    }
    return text;
  }

  private part(scope: Scope, depth: number): string {
    const kind = this.random.below(depth < 4 ? 14 : 9);
    if (kind <= 2) return this.random.pick(this.random.chance(0.02) ? ODD_CONTENT : CONTENT);
    if (kind === 3) return this.comment();
    if (kind === 4) return this.raw();
    if (kind <= 8) return this.output(scope);
    return this.block(scope, depth);
  }

  private comment(): string {
    const [a, b] = [this.tilde(), this.tilde()];
    return this.random.chance(0.5) ? `{{${a}! note ${b}}}` : `{{${a}!-- {{x}} --${b}}}`;
  }

  private raw(): string {
    const inner = this.random.pick([
      '',
      ' {{a}} ',
      '\n{{#if}}\n',
      '{{{{b}}}} {{x}} {{{{/b}}}}',
      ' \\{{x}} ',
    ]);
    return `{{{{raw}}}}${inner}{{{{/raw}}}}`;
  }

  private output(scope: Scope): string {
    const { random } = this;
    const value = random.chance(0.75) ? this.path(scope).text : this.call(scope, 0);
    const [a, b] = [this.tilde(), this.tilde()];
    // Handlebars adds up numbers that stand side by side unescaped; the dot keeps them apart.
    if (random.chance(0.15)) return `·{{${a}{${value}}${b}}}`;
    if (random.chance(0.1)) return `·{{${a}&${value}${b}}}`;
    if (random.chance(0.05)) return `{{${a}"${random.pick(['x y', 'a', '0'])}"${b}}}`;
    return `{{${a}${this.space()}${value}${this.space()}${b}}}`;
  }

  /** A call of a helper that both sides have, without brackets. */
  private call(scope: Scope, depth: number): string {
    const { random } = this;
    const name = random.pick(['eq', 'ne', 'and', 'or', 'not', 'default', 'coalesce', 'choose']);
    const count = { not: 1, choose: 2 + random.below(2) }[name] ?? 2;
    const params = Array.from({ length: count }, () => this.expression(scope, depth + 1).text);
    return `${name} ${params.join(' ')}`;
  }

  private expression(scope: Scope, depth: number): { text: string; value: JsonValue | undefined } {
    const { random } = this;
    const kind = random.below(depth < 3 ? 10 : 8);
    if (kind <= 6) return this.path(scope);
    if (kind === 7) {
      const text = random.pick([
        '"x"',
        "'it\"s'",
        '0',
        '1',
        '-2.5',
        'true',
        'false',
        'null',
        'undefined',
      ]);
      return { text, value: undefined };
    }
    return { text: `(${this.call(scope, depth)})`, value: undefined };
  }

  private path(scope: Scope): { text: string; value: JsonValue | undefined } {
    const { random } = this;
    if (scope.loops > 0 && random.chance(0.2)) {
      const name = random.pick(['index', 'key', 'first', 'last']);
      const up = random.chance(0.3) ? '../'.repeat(random.below(scope.loops)) : '';
      return { text: `@${up}${name}`, value: undefined };
    }
    const names = [...scope.names.keys()];
    const [name] = names;
    if (name !== undefined && random.chance(0.4)) {
      const bound = random.pick([name, ...names]);
      return this.below(bound, scope.names.get(bound), false);
    }
    if (random.chance(0.15)) return this.below('@root', this.root, false);
    return this.relative(scope);
  }

  private relative(scope: Scope): { text: string; value: JsonValue | undefined } {
    const { random } = this;
    let [at, up] = [scope, 0];
    while (at.outer !== undefined && random.chance(0.25)) [at, up] = [at.outer, up + 1];
    if (up > 0) {
      const start = '../'.repeat(up);
      const found = this.below('', at.value, true);
      return {
        text: found.text === '' ? start.slice(0, -1) : start + found.text,
        value: found.value,
      };
    }
    const start = random.pick(['', '', '', 'this.', './', 'this/']);
    const found = this.below('', scope.value, true);
    if (found.text === '') return { text: random.pick(['this', '.']), value: scope.value };
    return { text: start + found.text, value: found.value };
  }

  /** A path below a value: mostly to what is there. */
  private below(
    start: string,
    from: JsonValue | undefined,
    plain: boolean,
  ): { text: string; value: JsonValue | undefined } {
    const { random } = this;
    let [text, value] = [start, from];
    let first = plain;
    for (let steps = random.below(4); steps > 0; steps -= 1) {
      // Handlebars takes @root.a.b for false where a is false; see docs/templates.md.
      if (start === '@root' && (value === false || value === 0 || value === '')) break;
      const known = keysOf(value);
      const [one] = known;
      const name =
        one !== undefined && random.chance(0.85) ? random.pick([one, ...known]) : random.pick(KEYS);
      if (one === undefined && random.chance(0.8)) break;
      // Handlebars takes item.[this] for a path of the context and not of the block parameter.
      if (name === 'this' && start !== '' && start !== '@root') break;
      text += (first ? '' : random.pick(['.', '.', '/'])) + written(name);
      value = Array.isArray(value) ? value[Number(name)] : ownOf(value, name);
      first = false;
    }
    return { text, value };
  }

  private block(scope: Scope, depth: number): string {
    const { random } = this;
    const kind = random.pick(['if', 'if', 'unless', 'each', 'each', 'with']);
    const sign = random.chance(0.1) ? '^' : '#';
    const { open, inner } = this.opening(kind, scope, depth, sign === '#');
    const [a, b, c, d] = [this.tilde(), this.tilde(), this.tilde(), this.tilde()];
    const main = this.body(sign === '^' ? scope : inner, depth + 1);
    const rest = this.otherwise(sign === '^' ? inner : scope, depth, sign === '#');
    return `{{${a}${sign}${open}${b}}}${main}${rest}{{${c}/${kind}${d}}}`;
  }

  private otherwise(scope: Scope, depth: number, chains: boolean): string {
    const { random } = this;
    const [a, b] = [this.tilde(), this.tilde()];
    if (random.chance(0.5)) return '';
    if (chains && random.chance(0.4)) {
      const { open, inner } = this.opening(
        random.pick(['if', 'unless', 'each', 'with']),
        scope,
        depth,
      );
      const main = this.body(inner, depth + 1);
      return `{{${a}else ${open}${b}}}${main}${this.otherwise(scope, depth + 1, true)}`;
    }
    return `{{${a}${random.pick(['else', '^'])}${b}}}${this.body(scope, depth + 1)}`;
  }

  private opening(
    kind: string,
    scope: Scope,
    depth: number,
    named = true,
  ): { open: string; inner: Scope } {
    const { random } = this;
    const subject = this.expression(scope, depth);
    if (kind === 'if' || kind === 'unless') {
      const zero = random.chance(0.1) ? ' includeZero=true' : '';
      return { open: `${kind} ${subject.text}${zero}`, inner: scope };
    }
    const members = keysOf(subject.value);
    const [one] = members;
    const key = one === undefined ? undefined : random.pick([one, ...members]);
    const member = key === undefined ? undefined : memberOf(subject.value, key);
    const value = kind === 'each' ? member : subject.value;
    const most = kind === 'each' ? 2 : 1;
    const given = named && random.chance(0.3) ? ['item', 'i'].slice(0, 1 + random.below(most)) : [];
    const names = new Map(scope.names);
    given.forEach((name, index) => names.set(name, index === 0 ? value : undefined));
    const as = given.length === 0 ? '' : ` as |${given.join(' ')}|`;
    const loops = scope.loops + (kind === 'each' ? 1 : 0);
    return { open: `${kind} ${subject.text}${as}`, inner: { value, outer: scope, loops, names } };
  }

  private tilde(): string {
    return this.random.chance(0.15) ? '~' : '';
  }

  private space(): string {
    return this.random.chance(0.1) ? ' ' : '';
  }
}

function keysOf(value: JsonValue | undefined): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return Array.isArray(value) ? value[Number(key)] : ownOf(value, key);
}

function ownOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function written(name: string): string {
  return /^[a-zü_][\wü-]*$/.test(name) && !/^(this|true|as|else)$/.test(name) ? name : `[${name}]`;
}
