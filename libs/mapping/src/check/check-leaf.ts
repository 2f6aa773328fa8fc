import {
  isAppError,
  isJsonObject,
  isPathMapping,
  type Finding,
  type PathMapping,
  type TemplateMapping,
} from '@millrace/model';
import { compilePath } from '../path/compiled-path.ts';
import { parsePath } from '../path/path-syntax.ts';
import { shorten } from '../path/path-limits.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { schemaWith, type DataSchema } from '../schema/data-schema.ts';
import {
  schemaSteps,
  writtenPath,
  type SchemaReading,
  type SchemaStep,
} from '../schema/read-schema.ts';
import { compileTemplate } from '../template/compiled-template.ts';
import { checkFilters } from './check-filters.ts';
import { checkIndex } from './check-index.ts';
import { checkDeadEnd } from './dead-end.ts';
import type { MappingPlace } from './flow-facts.ts';
import { filled, inferMapping, readMapping, type Given } from './infer-mapping.ts';
import { repairedPath } from './repaired-path.ts';
import { outOfReach } from './step-reach.ts';
import { checkTemplate } from './check-template.ts';

/** Checks one path or template. Gives what it gives, or undefined when that is reported already. */
export function checkLeaf(
  place: MappingPlace,
  mapping: PathMapping | TemplateMapping,
): Given | undefined {
  const { report, field, label } = place;
  try {
    if (isPathMapping(mapping)) compilePath(mapping.$path);
    else compileTemplate(mapping.$template);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message, hint, details } = error;
    const position = isJsonObject(details) ? details['position'] : undefined;
    const repaired = isPathMapping(mapping) && repairedPath(mapping.$path, place.scope);
    report.add({
      ...{ kind: 'syntax_error', severity: 'error', field, hint, message: `${label}: ${message}` },
      ...(typeof position === 'number' && { position }),
      ...(typeof repaired === 'string' &&
        report.fix(`Write ${repaired}`, field, { ...mapping, $path: repaired })),
    });
    return undefined;
  }
  const sound = isPathMapping(mapping) ? checkPath(place, mapping) : checkTemplate(place, mapping);
  return sound ? checkConversion(place, mapping) : undefined;
}

function checkPath(place: MappingPlace, mapping: PathMapping): boolean {
  const { report, field, label, scope } = place;
  const steps = schemaSteps(parsePath(mapping.$path)) ?? leadingSteps(mapping.$path);
  const far = outOfReach(report.facts, report.place, scope, steps);
  if (far !== undefined) {
    const { kind, hint, meant } = far;
    const fixed = meant !== undefined && writtenPath(['steps', meant, ...steps.slice(2)]);
    report.add({
      ...{ kind, severity: 'error', field, hint, path: mapping.$path },
      message: `${label}: ${far.message}.`,
      ...(typeof fixed === 'string' &&
        report.fix(`Read "${meant ?? ''}" instead`, field, { ...mapping, $path: fixed })),
    });
    return false;
  }
  if (!checkIndex(place, mapping)) return false;
  checkFilters(place, mapping);
  const reading = readMapping(scope, mapping);
  return reading === undefined || checkPresence(place, mapping, reading);
}

/** Says when a path never or only sometimes finds something and that matters. */
function checkPresence(place: MappingPlace, mapping: PathMapping, reading: SchemaReading): boolean {
  const { sure, end } = reading;
  const { share } = filled(reading, mapping);
  if (end !== undefined && (reading.share === 0 || !sure)) {
    return checkDeadEnd(place, mapping, reading, {
      path: mapping.$path,
      readInstead: (meant) => {
        const $path = writtenPath(meant);
        return place.report.fix(`Use ${$path}`, place.field, { ...mapping, $path });
      },
    });
  }
  const policy = mapping.missing ?? place.missing;
  if (share >= 1 || policy !== 'error' || place.takesMissing === true) return true;
  const { report, field, label, substitute } = place;
  const absent = 1 - share;
  report.add({
    kind: 'path_sometimes_missing',
    severity: 'warning',
    field,
    path: mapping.$path,
    message: `${label}: ${mapping.$path} is missing${mapping.empty === undefined ? '' : ' or empty'} ${report.inEvents(absent)}; the step fails then.`,
    hint: 'Say what to do when it is missing: leave it out, send null, or use a default.',
    share: absent,
    ...(substitute !== undefined &&
      report.fix(LABELS[typeof substitute === 'string' ? substitute : 'list'], field, {
        ...mapping,
        missing: substitute,
      })),
  });
  return true;
}

const LABELS = {
  omit: 'Leave it out when it is missing',
  null: 'Use null when it is missing',
  list: 'Go through nothing when it is missing',
  error: 'Fail when it is missing',
} as const;

/** Says when `as` refuses values. Gives what the mapping gives after it. */
function checkConversion(
  place: MappingPlace,
  mapping: PathMapping | TemplateMapping,
): Given | undefined {
  const { report, field, label, scope, missing } = place;
  const { as, ...plain } = mapping;
  const given = inferMapping(mapping, scope, missing);
  if (as === undefined) return given;
  const { schema } = inferMapping({ ...plain, missing: 'omit' }, scope, missing);
  const { refused } = convertSchema(schema, as);
  if (refused <= 0) return given;
  const source = isPathMapping(mapping) ? mapping.$path : 'the template';
  const example = schema.examples.find((one) => convertSchema(constantOf(one), as).refused > 0);
  const shown = example === undefined ? '' : `, such as ${shorten(JSON.stringify(example), 60)},`;
  report.add({
    kind: 'conversion_fails',
    severity: refused >= 1 && schema.count > 2 ? 'error' : 'warning',
    field,
    ...(isPathMapping(mapping) && { path: mapping.$path }),
    message: `${label}: ${source}${shown} cannot become ${NAMES[as]} ${report.inEvents(refused)}.`,
    hint: 'Choose another value or another conversion, or filter such events before.',
    share: refused,
    ...conversionFix(place, mapping, refused),
  });
  return undefined;
}

/** Where only empty values are refused they can count as missing; where all are, nothing is converted. */
function conversionFix(
  place: MappingPlace,
  mapping: PathMapping | TemplateMapping,
  refused: number,
): Pick<Finding, 'fix'> {
  const { report, field, scope, substitute } = place;
  const { as, ...plain } = mapping;
  const own = mapping.missing ?? place.missing;
  const missing = own === 'error' ? substitute : own;
  const filledIn = { ...plain, empty: 'missing', missing: 'omit' } as const;
  const { schema } = inferMapping(filledIn, scope, 'omit');
  const helps = as !== undefined && !schema.open && convertSchema(schema, as).refused <= 0;
  if (helps && refused < 1 && missing !== undefined) {
    const label = `${EMPTY_LABELS[typeof missing === 'string' ? missing : own === 'error' ? 'list' : 'default']} when it is empty`;
    const also = own === 'error' ? { missing } : {};
    return report.fix(label, field, { ...mapping, ...also, empty: 'missing' });
  }
  if (refused < 1 || TYPED_PLACES.has(String(field[0]))) return {};
  return report.fix('Take the value as it is', field, plain);
}

const EMPTY_LABELS = {
  omit: 'Leave it out',
  null: 'Use null',
  list: 'Go through nothing',
  default: 'Use the default',
  error: 'Fail',
} as const;

/** Where the value as it is would not do either: instants and comparisons. */
const TYPED_PLACES: ReadonlySet<string> = new Set(['until', 'when', 'paths']);

function constantOf(value: Parameters<typeof inferMapping>[0]): DataSchema {
  return inferMapping(value, schemaWith({}), 'error').schema;
}

const NAMES = {
  string: 'text',
  number: 'a number',
  boolean: 'yes or no',
  json: 'JSON',
  date: 'a date',
} as const;

/** The names and positions a path starts with, before it can select many. */
function leadingSteps(path: string): SchemaStep[] {
  const segments = parsePath(path);
  for (let most = segments.length; most > 0; most -= 1) {
    const steps = schemaSteps(segments.slice(0, most));
    if (steps !== undefined) return steps;
  }
  return [];
}
