import {
  conditionSchema,
  isAppError,
  isExactNumber,
  flowDocumentSchema,
  mappingSchema,
  parseJson,
  stepSchema,
  type Condition,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import type { FuzzCase, Kind } from './fuzz-case.ts';
import type { Library } from './library.ts';

/** One call of the library, to be timed by itself. */
export interface Evaluation {
  name: string;
  run: () => unknown;
}

/** What has to hold between the results of a case; gives what does not. */
type Agreement = (results: ReadonlyMap<string, unknown>) => string | undefined;

export interface Plan {
  evaluations: Evaluation[];
  agreement?: Agreement;
}

/** Stands for an error of the catalogue among results. */
export class Refused {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

/** The calls that a case makes. `data` is the case's data, read anew. */
export function planOf(fuzzCase: FuzzCase, data: JsonValue, library: Library): Plan {
  return PLANS[fuzzCase.kind](fuzzCase.subject, data, library);
}

type Planner = (subject: string, data: JsonValue, library: Library) => Plan;

const PLANS: Readonly<Record<Kind, Planner>> = {
  path: pathPlan,
  template: templatePlan,
  condition: conditionPlan,
  mapping: mappingPlan,
  conversion: conversionPlan,
  listing: listingPlan,
  checking: checkingPlan,
};

function pathPlan(text: string, data: JsonValue, library: Library): Plan {
  const { compilePath, evaluateMapping, previewMapping } = library;
  return {
    evaluations: [
      { name: 'read', run: () => compilePath(text).read(data) },
      { name: 'select', run: () => compilePath(text).select(data) },
      { name: 'locate', run: () => compilePath(text).locate(data) },
      { name: 'evaluate', run: () => evaluateMapping({ $path: text, missing: 'omit' }, data) },
      { name: 'preview', run: () => previewMapping({ $path: text }, data) },
    ],
    agreement: (results) => pathAgreement(text, data, library, results),
  };
}

function pathAgreement(
  text: string,
  data: JsonValue,
  { compilePath, pathOf }: Library,
  results: ReadonlyMap<string, unknown>,
): string | undefined {
  const selected = results.get('select');
  const located = results.get('locate') as { steps: (string | number)[]; value: JsonValue }[];
  if (selected instanceof Refused || results.get('locate') instanceof Refused) return undefined;
  const found = selected as JsonValue[];
  const read = results.get('read');
  const expected = compilePath(text).singular ? found[0] : found;
  if (!(read instanceof Refused) && !sameMembers(expected, read)) return 'read is not select';
  if (
    !sameMembers(
      found,
      located.map(({ value }) => value),
    )
  )
    return 'locate is not select';
  for (const { steps, value } of located.slice(0, 5)) {
    const place = pathOf(steps);
    const again = attempt(() => compilePath(place).read(data));
    if (!(again instanceof Refused) && !Object.is(again, value)) return `${place} is another value`;
  }
  return undefined;
}

function templatePlan(text: string, data: JsonValue, library: Library): Plan {
  const { compileTemplate, evaluateMapping, previewMapping } = library;
  return {
    evaluations: [
      { name: 'render', run: () => compileTemplate(text).render(data) },
      { name: 'html', run: () => compileTemplate(text).render(data, { html: true }) },
      { name: 'evaluate', run: () => evaluateMapping({ $template: text, missing: 'null' }, data) },
      { name: 'preview', run: () => previewMapping({ $template: text }, data) },
    ],
  };
}

function conditionPlan(subject: string, data: JsonValue, { evaluateCondition }: Library): Plan {
  const condition = parseJson(subject) as Condition;
  if (!conditionSchema.safeParse(condition).success) return { evaluations: [] };
  return {
    evaluations: [
      { name: 'condition', run: () => evaluateCondition(condition, data) },
      { name: 'opposite', run: () => evaluateCondition({ not: condition }, data) },
    ],
    agreement: (results) => {
      const [holds, opposite] = [results.get('condition'), results.get('opposite')];
      if (holds instanceof Refused || opposite instanceof Refused) return undefined;
      return holds === !opposite ? undefined : 'a condition and its opposite agree';
    },
  };
}

function mappingPlan(subject: string, data: JsonValue, library: Library): Plan {
  const { evaluateMapping, previewMapping, referencedPaths } = library;
  const mapping = parseJson(subject) as Mapping;
  if (!mappingSchema.safeParse(mapping).success) return { evaluations: [] };
  return {
    evaluations: [
      { name: 'evaluate', run: () => evaluateMapping(mapping, data) },
      { name: 'preview', run: () => previewMapping(mapping, data) },
      { name: 'references', run: () => referencedPaths(mapping) },
    ],
    agreement: (results) => {
      const value = results.get('evaluate');
      const preview = results.get('preview') as ReturnType<Library['previewMapping']>;
      if (results.get('preview') instanceof Refused) return undefined;
      if (!(value instanceof Refused)) return strangePrototype(value);
      return preview.ok ? 'preview shows a value where evaluating fails' : undefined;
    },
  };
}

const SHAPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => isExactNumber(value) || Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  json: () => true,
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

function conversionPlan(subject: string, data: JsonValue, { evaluateMapping }: Library): Plan {
  const mapping = parseJson(subject) as Mapping & { as?: string };
  if (!mappingSchema.safeParse(mapping).success) return { evaluations: [] };
  return {
    evaluations: [{ name: 'convert', run: () => evaluateMapping(mapping, data) }],
    agreement: (results) => {
      const value = results.get('convert');
      if (value instanceof Refused || mapping.as === undefined) return undefined;
      return SHAPES[mapping.as]!(value) ? undefined : `the result is no ${mapping.as}`;
    },
  };
}

function listingPlan(_: string, data: JsonValue, { listPaths, compilePath }: Library): Plan {
  return {
    evaluations: [{ name: 'list', run: () => listPaths(data) }],
    agreement: (results) => {
      const listed = results.get('list');
      if (listed instanceof Refused) return undefined;
      const wrong = (listed as ReturnType<Library['listPaths']>)
        .slice(0, 20)
        .find(({ path, value }) => !Object.is(compilePath(path).read(data), value));
      return wrong === undefined ? undefined : `${wrong.path} is listed with another value`;
    },
  };
}

/** Learns from the data and checks a flow against it; every fix has to be a valid step again. */
function checkingPlan(subject: string, data: JsonValue, library: Library): Plan {
  const steps = parseJson(subject) as unknown;
  const flow = { millrace: 1, name: 'Fuzzed', trigger: { kind: 'webhook' }, steps };
  const { data: document } = flowDocumentSchema.safeParse(flow);
  if (document === undefined) return { evaluations: [] };
  const trigger = library.learnSchema([{ body: data }, { body: null }]);
  return {
    evaluations: [
      { name: 'learn', run: () => library.learnSchema([{ body: data }]) },
      { name: 'check', run: () => library.checkFlow({ document, trigger, manifests: [] }) },
    ],
    agreement: (results) => {
      const found = results.get('check');
      if (found instanceof Refused) return 'the checker refuses a valid flow';
      const wrong = (found as ReturnType<Library['checkFlow']>).find(
        ({ fix }) => fix !== undefined && !stepSchema.safeParse(fix.step).success,
      );
      return wrong === undefined ? undefined : `the fix of ${wrong.kind} is no valid step`;
    },
  };
}

/** The result of a call, with errors of the catalogue as values; any other error is thrown. */
export function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (isAppError(error)) return new Refused(error.code);
    throw error;
  }
}

/** Equal, and of lists the very same members. */
function sameMembers(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!Array.isArray(left) || !Array.isArray(right)) return false;
  return left.length === right.length && left.every((one, at) => Object.is(one, right[at]));
}

const MOST_LOOKED_AT = 10_000;

/** Says so when a value holds an object with a prototype that JSON does not give. */
function strangePrototype(value: unknown): string | undefined {
  const open = [value];
  for (let looked = 0; open.length > 0 && looked < MOST_LOOKED_AT; looked += 1) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null || isExactNumber(one)) continue;
    const prototype: unknown = Object.getPrototypeOf(one);
    const expected = Array.isArray(one) ? Array.prototype : Object.prototype;
    if (prototype !== expected && prototype !== null) return 'a result has a strange prototype';
    const members: unknown[] = Object.values(one);
    open.push(...members.slice(0, MOST_LOOKED_AT));
  }
  return undefined;
}
