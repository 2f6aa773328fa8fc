import { operatorSchema, conversionSchema, UNARY_OPERATORS } from '@millrace/model';
import type { Random } from '../chaos/random.ts';
import { perhapsBroken } from './mutate.ts';
import { somePath } from './path-grammar.ts';
import { someTemplate } from './template-grammar.ts';
import { someName, someNumber, someText } from './words.ts';

/*
 * Mappings and conditions as JSON text. Those that no document may hold come too: their schema has
 * to refuse them, and only what it takes is evaluated.
 */

export function someMapping(random: Random, names: readonly string[], levels = 3): string {
  const which = random.between(0, 9);
  if (which < 4) return leaf(random, { $path: pathText(random, names) });
  if (which < 6) return leaf(random, { $template: templateText(random, names) });
  if (which === 6) return `{"$literal":${scalar(random)}}`;
  if (levels === 0 || which === 7) return scalar(random);
  const members = Array.from({ length: random.between(0, random.chance(0.03) ? 200 : 5) }, () =>
    someMapping(random, names, levels - 1),
  );
  if (random.chance(0.3)) return `[${members.join()}]`;
  const named = members.map((text) => `${JSON.stringify(someName(random, names))}:${text}`);
  return `{${named.join()}}`;
}

export function someCondition(random: Random, names: readonly string[], levels = 3): string {
  const which = levels === 0 ? 9 : random.between(0, 9);
  if (which === 0) return `{"not":${someCondition(random, names, levels - 1)}}`;
  if (which < 3) {
    const parts = Array.from({ length: random.between(0, 4) }, () =>
      someCondition(random, names, levels - 1),
    );
    return `{"${random.pick(['all', 'any'])}":[${parts.join()}]}`;
  }
  const op = random.pick([...operatorSchema.options, ...operatorSchema.options, 'nope']);
  const unary = (UNARY_OPERATORS as ReadonlySet<string>).has(op);
  const side = () => someMapping(random, names, random.pick([0, 0, 0, 1]));
  const right = unary !== random.chance(0.05) ? '' : `,"right":${side()}`;
  return `{"left":${side()},"op":"${op}"${right}}`;
}

/** `{ as, missing }` over the whole data. */
export function someConversion(random: Random): string {
  return leaf(random, { $path: '$' }, 1);
}

/** Steps of a flow, each with mappings or conditions of its own. */
export function someSteps(random: Random, names: readonly string[]): string {
  const steps = Array.from({ length: random.between(1, 4) }, (_, at) => {
    const lead = `"id":"step_${at}","kind":`;
    if (random.chance(0.5)) return `{${lead}"set","fields":{"a":${someMapping(random, names)}}}`;
    return `{${lead}"filter","when":${someCondition(random, names)}}`;
  });
  return `[${steps.join()}]`;
}

function leaf(random: Random, source: object, converted = 0.4): string {
  const as = random.chance(0.03) ? someText(random) : random.pick(conversionSchema.options);
  const missing = random.pick(['error', 'omit', 'null', { default: someText(random) }, 'nope']);
  return JSON.stringify({
    ...source,
    ...(random.chance(converted) && { as }),
    ...(random.chance(0.5) && {
      missing: missing === 'nope' && random.chance(0.9) ? 'omit' : missing,
    }),
  });
}

function pathText(random: Random, names: readonly string[]): string {
  return random.chance(0.9)
    ? somePath(random, names)
    : perhapsBroken(random, somePath(random, names));
}

function templateText(random: Random, names: readonly string[]): string {
  const text = someTemplate(random, names);
  return random.chance(0.9) ? text : perhapsBroken(random, text);
}

function scalar(random: Random): string {
  return random.pick([
    () => JSON.stringify(someText(random)),
    () => someNumber(random),
    () => random.pick(['true', 'false', 'null', '[]', '{}', '[1,2]']),
  ])();
}
