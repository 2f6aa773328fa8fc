import { isTemplateMapping, type Mapping } from '@millrace/model';
import type { DataSchema } from '../schema/data-schema.ts';
import { jsonOfTemplate } from '../template/json-template.ts';
import type { Field, StepReport } from './flow-facts.ts';
import { isAlways, readUse, usesOf } from './infer-mapping.ts';

/**
 * Reports a body that is written as JSON text around values which can break it, where the headers say that
 * it is JSON.
 */
export function checkJsonText(
  report: StepReport,
  scope: DataSchema,
  headers: Mapping | undefined,
  body: Mapping | undefined,
  field: Field,
): void {
  if (!isTemplateMapping(body) || body.as !== undefined || !saysJson(headers)) return;
  const { $template: text, missing, empty } = body;
  const breaking = /^\s*[[{]/.test(text) ? breakingUse(scope, text) : undefined;
  if (breaking === undefined) return;
  const object = missing === undefined && empty === undefined ? jsonOfTemplate(text) : undefined;
  report.add({
    kind: 'breaks_json',
    severity: 'warning',
    ...{ field, path: breaking.path, position: breaking.position },
    message: `Body: this JSON is written as text; a quote or line break in ${breaking.path} breaks it.`,
    hint:
      object === undefined
        ? 'Write {{json …}} without quotes around it, or build the body from named values.'
        : 'Build the body from named values: then no value can break it.',
    ...(object !== undefined && report.fix('Build it from named values', field, object)),
  });
}

/** The first place where a value is printed that is not sure to be a number, true or false. */
function breakingUse(
  scope: DataSchema,
  text: string,
): ReturnType<typeof usesOf>[number] | undefined {
  return usesOf(text).find(({ inside, helper, path }) => {
    if (inside === 'condition' || inside === 'loop' || helper === 'json') return false;
    const reading = readUse(scope, path);
    return reading === undefined || !isAlways(reading.schema, 'number', 'boolean');
  });
}

function saysJson(headers: Mapping | undefined): boolean {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return false;
  return Object.entries(headers).some(
    ([name, value]) =>
      name.toLowerCase() === 'content-type' &&
      typeof value === 'string' &&
      /[/+]json\b/i.test(value),
  );
}
