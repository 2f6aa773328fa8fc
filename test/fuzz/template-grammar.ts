import { HELPERS } from '@millrace/mapping';
import type { Random } from '../chaos/random.ts';
import { someName, someNumber, someText } from './words.ts';

const HELPER_NAMES = [...HELPERS.keys()];
const OTHERS = ['lookup', 'log', 'helperMissing', 'constructor', 'toString', '__proto__', 'nope'];
const PLAIN = /^[A-Za-z_][\w-]*$/;
const LITERAL = /^[^\]\0]*$/;

/** A template in Handlebars' syntax: what is supported mostly, and the rest of it now and then. */
export function someTemplate(random: Random, names: readonly string[]): string {
  return program(random, names, random.chance(0.03) ? 9 : random.between(1, 3));
}

function program(random: Random, names: readonly string[], levels: number): string {
  let text = '';
  for (let left = random.between(0, 5); left > 0; left -= 1) {
    text += statement(random, names, levels);
  }
  return text;
}

function statement(random: Random, names: readonly string[], levels: number): string {
  const which = random.between(0, 19);
  if (which < 5) return someText(random).replaceAll('{{', '{ {');
  if (which < 10) return wrapped(random, expression(random, names));
  if (which < 14) return wrapped(random, call(random, names, 2));
  if (which === 14)
    return random.pick(['{{! a }}', '{{!-- }} --}}', '\\{{a}}', '\\\\{{this}}', '\n  ']);
  if (which === 15 && random.chance(0.3)) return refused(random, names);
  return levels === 0 ? '' : block(random, names, levels - 1);
}

function wrapped(random: Random, inner: string): string {
  const [left, right] = random.chance(0.1) ? ['{{~', '~}}'] : ['{{', '}}'];
  if (random.chance(0.1)) return `{{{${inner}}}}`;
  return random.chance(0.05) ? `{{& ${inner}}}` : left + inner + right;
}

function expression(random: Random, names: readonly string[]): string {
  const which = random.between(0, 19);
  if (which === 0) return random.pick(['@index', '@key', '@first', '@last', '@root', '@../index']);
  if (which === 1) return random.pick(['this', '.', '..', '../this', 'x', 'y', 'x.name']);
  const lead = random.pick(['', '', '', '', 'this.', '@root.', '../', 'trigger.body.', './']);
  const parts = Array.from({ length: random.between(1, 3) }, () => {
    const name = random.chance(0.1) ? String(random.between(0, 3)) : someName(random, names);
    if (PLAIN.test(name)) return name;
    return LITERAL.test(name) ? `[${name}]` : 'a';
  });
  return lead + parts.join(random.chance(0.95) ? '.' : '/');
}

/** A helper with arguments; as many as it takes mostly. */
function call(random: Random, names: readonly string[], levels: number): string {
  const name = random.pick(random.chance(0.96) ? HELPER_NAMES : OTHERS);
  const helper = HELPERS.get(name);
  const most = Math.min(helper?.most ?? 2, 4);
  const least = Math.min(helper?.least ?? 0, most);
  const count = random.chance(0.95) ? random.between(least, most) : random.between(0, 6);
  const all = Array.from({ length: count }, () => argument(random, names, levels));
  const named = helper?.names ?? [];
  if (named.length > 0 && random.chance(0.2)) {
    all.push(`${random.pick(named)}=${argument(random, names, 0)}`);
  }
  if (random.chance(0.03)) all.push(`${random.pick(names).replaceAll(/\W/g, '') || 'h'}=1`);
  return [name, ...all].join(' ');
}

function argument(random: Random, names: readonly string[], levels: number): string {
  const which = random.between(0, 11);
  if (which < 5) return expression(random, names);
  if (which < 6) return someNumber(random);
  if (which < 7) return String(random.pick([0, 1, 2, 5, -1, 100, 1_000_000]));
  if (which < 8) return random.pick(['true', 'false', 'null', 'undefined']);
  if (which < 10 || levels === 0) return quoted(someText(random));
  return `(${call(random, names, levels - 1)})`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

function block(random: Random, names: readonly string[], levels: number): string {
  const kind = random.pick(['if', 'unless', 'each', 'each', 'with', 'if']);
  const subject = random.chance(0.7) ? expression(random, names) : `(${call(random, names, 1)})`;
  const params = random.pick(['', '', '', ' as |x|', ' as |x y|']);
  const takes = kind === 'each' || kind === 'with' ? params : '';
  const otherwise = random.pick([
    () => '',
    () => '',
    () => `{{else}}${program(random, names, levels)}`,
    () => `{{^}}${program(random, names, levels)}`,
    () => `{{else if ${expression(random, names)}}}${program(random, names, levels)}{{else}}x`,
  ])();
  const inside = program(random, names, levels);
  const inverted = random.chance(0.04);
  if (inverted) return `{{^${subject}}}${inside}{{/${subject}}}`;
  return `{{#${kind} ${subject}${takes}}}${inside}${otherwise}{{/${kind}}}`;
}

function refused(random: Random, names: readonly string[]): string {
  const name = random.pick(names).replaceAll(/\W/g, '') || 'p';
  return random.pick([
    `{{> ${name}}}`,
    `{{> (lookup . "${name}")}}`,
    `{{#> ${name}}}x{{/${name}}}`,
    `{{#*inline "${name}"}}x{{/inline}}`,
    `{{* ${name}}}`,
    `{{{{raw}}}} {{x}} {{{{/raw}}}}`,
    `{{#${name} this}}x{{/${name}}}`,
    `{{lookup this "constructor"}}`,
  ]);
}
