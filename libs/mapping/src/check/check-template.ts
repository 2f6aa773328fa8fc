import type { Condition, TemplateMapping } from '@millrace/model';
import { schemaSteps, writtenPath, type SchemaStep } from '../schema/read-schema.ts';
import { parsePath } from '../path/path-syntax.ts';
import { shareOf, typesOf, type DataSchema } from '../schema/data-schema.ts';
import { narrowSchema } from '../schema/narrow-schema.ts';
import type { TemplateUse } from '../template/template-uses.ts';
import type { MappingPlace } from './flow-facts.ts';
import { checkDeadEnd } from './dead-end.ts';
import { isAlways, readUse, usesOf } from './infer-mapping.ts';
import { outOfReach } from './step-reach.ts';

/** Checks each place where a template reads the data. False when what it gives cannot be judged. */
export function checkTemplate(place: MappingPlace, mapping: TemplateMapping): boolean {
  const seen = new Set<string>();
  let sound = true;
  const uses = usesOf(mapping.$template);
  for (const use of uses) {
    const again = `${use.path} ${String(use.optional)} ${use.inside}`;
    if (seen.has(again)) continue;
    seen.add(again);
    const scope = scopeInside(place.scope, mapping.$template, uses, use);
    sound = checkUse({ ...place, scope }, mapping, use) && sound;
  }
  return sound;
}

/** Inside of `{{#if trigger.body.agent}}` there is an agent. */
function scopeInside(
  scope: DataSchema,
  text: string,
  uses: readonly TemplateUse[],
  { path, position }: TemplateUse,
): DataSchema {
  return uses
    .filter(({ inside, helper }) => inside === 'condition' && helper === 'if')
    .filter((around) => path.startsWith(`${around.path}.`))
    .filter(({ end }) => end < position && isInside(text.slice(end, position)))
    .reduce((narrowed, around) => {
      const filled: Condition = { left: { $path: around.path }, op: 'not_empty' };
      return narrowSchema(narrowed, filled, true);
    }, scope);
}

/** True when the block that is open at the start of a text still is at its end, before any `else`. */
function isInside(text: string): boolean {
  let depth = 1;
  for (const [, sign] of text.matchAll(/\{\{~?(#|\/|else\b|\^)/g)) {
    if (sign === '#') depth += 1;
    else if (sign === '/') depth -= 1;
    else if (depth === 1) return false;
    if (depth === 0) return false;
  }
  return true;
}

function checkUse(place: MappingPlace, mapping: TemplateMapping, use: TemplateUse): boolean {
  const { report, field, label, scope } = place;
  const steps = stepsOf(use.path);
  const far = outOfReach(report.facts, report.place, scope, steps);
  if (far !== undefined) {
    const { kind, hint, meant } = far;
    report.add({
      ...{ kind, severity: 'error', field, hint, path: use.path, position: use.position },
      message: `${label}: ${far.message}.`,
      ...(meant !== undefined &&
        fixedBy(
          place,
          mapping,
          use,
          ['steps', meant, ...steps.slice(2)],
          `Read "${meant}" instead`,
        )),
    });
    return false;
  }
  const reading = readUse(scope, use.path);
  if (reading === undefined) return true;
  if (reading.end !== undefined) {
    return checkDeadEnd(place, mapping, reading, {
      ...{ path: use.path, optional: use.optional, position: use.position },
      readInstead: (meant) => fixedBy(place, mapping, use, meant, `Use ${writtenPath(meant)}`),
    });
  }
  const policy = mapping.missing ?? place.missing;
  if (reading.share < 1 && !use.optional && policy === 'error' && place.takesMissing !== true) {
    reportSometimes(place, mapping, use, 1 - reading.share);
  }
  checkPrinted(place, use, reading.schema);
  return true;
}

function reportSometimes(
  { report, field, label }: MappingPlace,
  mapping: TemplateMapping,
  use: TemplateUse,
  share: number,
): void {
  const written = mapping.$template.slice(use.position, use.end);
  const call = `default ${written} ""`;
  const wrapped = use.inside === 'output' ? call : use.inside === 'argument' ? `(${call})` : '';
  report.add({
    kind: 'path_sometimes_missing',
    severity: 'warning',
    ...{ field, path: use.path, position: use.position, share },
    message: `${label}: ${use.path} is missing ${report.inEvents(share)}; the template fails then.`,
    hint: 'Write {{default … "…"}} around it, or {{#if …}} where it is optional.',
    ...(wrapped !== '' &&
      use.helper === undefined &&
      report.fix('Write nothing when it is missing', field, {
        ...mapping,
        $template: spliced(mapping.$template, use, wrapped),
      })),
  });
}

/** Says what prints as JSON, and loops over what is no list. */
function checkPrinted(
  { report, field, label }: MappingPlace,
  use: TemplateUse,
  schema: DataSchema,
): void {
  const at = { field, path: use.path, position: use.position };
  const share = shareOf(schema, 'object') + shareOf(schema, 'list');
  if (use.inside === 'output' && share > 0) {
    report.add({
      ...{ kind: 'prints_json', severity: 'warning', ...at, share },
      message: `${label}: ${use.path} is ${shareOf(schema, 'list') > 0 ? 'a list' : 'an object'}; the text gets it as JSON.`,
      hint: 'Choose a value inside of it, go through it with {{#each …}}, or write {{json …}} if JSON is meant.',
    });
  }
  if (use.inside === 'loop' && isAlways(schema, 'string', 'number', 'boolean', 'null')) {
    const [type = 'null'] = typesOf(schema);
    report.add({
      ...{ kind: 'wrong_type', severity: 'warning', ...at, share: 1 },
      message: `${label}: {{#each}} goes through a list or an object; ${use.path} is a ${type}.`,
      hint: 'Choose the list to go through.',
    });
  }
}

function stepsOf(path: string): SchemaStep[] {
  try {
    return schemaSteps(parsePath(path)) ?? [];
  } catch {
    return [];
  }
}

/** The fix that reads another path at one place of a template, when its text there is the whole path. */
function fixedBy(
  { report, field }: MappingPlace,
  mapping: TemplateMapping,
  use: TemplateUse,
  steps: readonly SchemaStep[],
  label: string,
): ReturnType<typeof report.fix> {
  const { $template: text } = mapping;
  const written = text.slice(use.position, use.end);
  const whole = `$.${written.replaceAll('.[', '[')}` === use.path;
  const named = steps.every((step) => typeof step !== 'symbol');
  if (!whole || !named) return {};
  const meant = steps.map((step) =>
    /^\w+$/.test(String(step)) && typeof step === 'string' ? step : `[${String(step)}]`,
  );
  return report.fix(label, field, { ...mapping, $template: spliced(text, use, meant.join('.')) });
}

function spliced(text: string, { position, end }: TemplateUse, replacement: string): string {
  return text.slice(0, position) + replacement + text.slice(end);
}
