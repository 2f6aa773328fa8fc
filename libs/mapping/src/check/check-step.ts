import {
  actionKey,
  isReservedAnswerHeader,
  type Field,
  type Mapping,
  type Missing,
  type Step,
} from '@millrace/model';
import { typesOf, shareOf, type DataSchema } from '../schema/data-schema.ts';
import { checkCondition, type Verdict } from './check-condition.ts';
import { checkJsonText } from './check-json-text.ts';
import { checkMapping } from './check-mapping.ts';
import { checkFields } from './check-members.ts';
import { checkValue } from './check-value.ts';
import { inferMapping } from './infer-mapping.ts';
import { actionOf, type MappingPlace, type PlaceReport, type StepReport } from './flow-facts.ts';

/** Checks the mappings of one step, save for the conditions of a branch: those depend on one another. */
export function checkStep(report: StepReport, scope: DataSchema): void {
  const { step } = report;
  switch (step.kind) {
    case 'action':
      checkAction(report, step, scope);
      break;
    case 'set':
      checkNamed(report, scope, 'fields', step.fields);
      break;
    case 'filter':
      checkFilter(report, step, scope);
      break;
    case 'branch':
      break;
    case 'for-each':
      checkItems(report, step.items, scope);
      break;
    case 'delay':
      checkUntil(report, step.until, scope);
      break;
    case 'respond':
      checkReserved(report, step.headers);
      checkNamed(report, scope, 'headers', step.headers);
      checkPrinted(report, scope, ['headers'], step.headers);
      checkJsonText(report, scope, step.headers, step.body, ['body']);
      checkOne(report, scope, 'body', 'Body', step.body);
      break;
    case 'stop':
      checkOne(report, scope, 'message', 'Message', step.message);
      checkPrinted(report, scope, [], { message: step.message });
      break;
    case 'call':
      checkCalled(report, step.flow);
      checkOne(report, scope, 'body', 'Body', step.body);
  }
}

/** The place of a mapping that stands by itself. */
export function placeIn(
  report: PlaceReport,
  scope: DataSchema,
  field: MappingPlace['field'],
  label: string,
  substitute?: MappingPlace['substitute'],
): MappingPlace {
  const missing: Missing = 'error';
  return { report, scope, field, label, missing, substitute };
}

function checkAction(
  report: StepReport,
  step: Extract<Step, { kind: 'action' }>,
  scope: DataSchema,
): void {
  const place = placeIn(report, scope, ['input'], '');
  const known = actionOf(report.facts, step);
  checkJsonText(report, scope, step.input['headers'], step.input['body'], ['input', 'body']);
  if (known !== undefined) {
    checkFields(place, step.input, known.action.input);
    return;
  }
  checkNamed(report, scope, 'input', step.input);
  const [connector = ''] = step.action.split('.');
  const named = report.facts.connectors.get(connector)?.name;
  report.add({
    kind: 'unknown_action',
    severity: 'error',
    field: ['action'],
    message:
      named === undefined
        ? `There is no connector "${connector}".`
        : `${named} has no action "${actionKey(step)}".`,
    hint: 'Choose an action of a connector that is there.',
  });
}

function checkNamed(
  report: StepReport,
  scope: DataSchema,
  key: string,
  members: Readonly<Record<string, Mapping>>,
): void {
  for (const [name, member] of Object.entries(members)) {
    checkMapping(placeIn(report, scope, [key, name], name, 'omit'), member);
  }
}

function checkOne(
  report: StepReport,
  scope: DataSchema,
  key: string,
  label: string,
  mapping: Mapping | undefined,
): void {
  if (mapping === undefined) return;
  checkMapping(placeIn(report, scope, [key], label, 'null'), mapping);
}

function checkFilter(
  report: StepReport,
  { when }: Extract<Step, { kind: 'filter' }>,
  scope: DataSchema,
): void {
  checkCondition(placeIn(report, scope, ['when'], 'The condition'), when);
  const nothing = comparesNothing(when);
  if (nothing === undefined) return;
  report.add({
    kind: 'condition_constant',
    severity: 'warning',
    field: ['when'],
    message: `Nothing is compared: ${nothing === 'always' ? 'all events pass' : 'no event passes'}.`,
    hint: 'Add a comparison, or take the step away.',
  });
}

/** What a condition without any comparison gives; undefined for one that has some. */
export function comparesNothing(condition: object): Verdict {
  if ('all' in condition) return isEmptyList(condition.all) ? 'always' : undefined;
  return 'any' in condition && isEmptyList(condition.any) ? 'never' : undefined;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const LIST_FIELD: Field = { key: 'items', label: 'Items', type: 'list', required: false };

/** A loop goes through a list and nothing else. */
function checkItems(report: StepReport, items: Mapping, scope: DataSchema): void {
  if (items === '') {
    report.add({
      kind: 'required_field_unmapped',
      severity: 'error',
      field: ['items'],
      message: 'The list to go through is not chosen.',
      hint: 'Choose a list of the event or of a step.',
    });
    return;
  }
  const place = placeIn(report, scope, ['items'], 'Items', { default: [] });
  checkListed(place, items, 'the step fails then', 'Filter such events before the loop.');
}

/** Checks a mapping that has to give a list. */
export function checkListed(
  place: MappingPlace,
  items: Mapping,
  consequence: string,
  hint: string,
): void {
  const { report, field, label } = place;
  const given = checkMapping(place, items);
  if (given === undefined) return;
  checkValue(place, items, given.schema, { ...LIST_FIELD, label });
  const nothing = shareOf(given.schema, 'null');
  if (nothing <= 0) return;
  report.add({
    kind: 'value_sometimes_empty',
    severity: 'warning',
    field,
    share: nothing,
    message: `${label}: there is null instead of a list ${report.inEvents(nothing)}; ${consequence}.`,
    hint,
  });
}

/** An instant: what `as: date` takes, save for null. */
function checkUntil(report: StepReport, until: Mapping | undefined, scope: DataSchema): void {
  if (until === undefined) return;
  const place = placeIn(report, scope, ['until'], 'Until');
  const given = checkMapping(place, until);
  if (given === undefined) return;
  const { schema } = given;
  const isNumber = typesOf(schema).every((type) => type === 'number');
  if (isNumber) return;
  const field: Field = { key: 'until', label: 'Until', type: 'date', required: true };
  checkValue(place, until, asDates(schema), field);
}

/** Texts that `as: date` takes count as dates here. */
function asDates(schema: DataSchema): DataSchema {
  const { texts } = schema;
  return texts === undefined
    ? schema
    : { ...schema, texts: { ...texts, 'date field': texts['as date'] } };
}

/** Headers and messages are texts: an object or list becomes JSON. */
function checkPrinted(
  report: StepReport,
  scope: DataSchema,
  base: MappingPlace['field'],
  members: Readonly<Record<string, Mapping | undefined>>,
): void {
  for (const [key, member] of Object.entries(members)) {
    if (member === undefined) continue;
    const { schema } = inferMapping(member, scope, 'omit');
    const share = shareOf(schema, 'object') + shareOf(schema, 'list');
    if (share <= 0) continue;
    report.add({
      kind: 'prints_json',
      severity: 'warning',
      field: [...base, key],
      share,
      message: `${key}: this is ${shareOf(schema, 'list') > 0 ? 'a list' : 'an object'}; it is sent as JSON text.`,
      hint: 'Choose a value inside of it.',
    });
  }
}

/** Flows from before such headers were refused still run, and their answers go out without them. */
function checkReserved(report: StepReport, headers: Readonly<Record<string, Mapping>>): void {
  for (const name of Object.keys(headers).filter(isReservedAnswerHeader)) {
    const field = ['headers', name];
    report.add({
      kind: 'reserved_header',
      severity: 'error',
      field,
      message: `The header ${name} is the server's own: the answer is sent without it.`,
      hint: 'Take it away. Who may call from a page of the web is a setting of the trigger.',
      ...report.fix(`Take "${name}" away`, field, undefined),
    });
  }
}

function checkCalled(report: StepReport, flow: string): void {
  const { flows } = report.facts;
  if (flow !== '' && (flows === undefined || flows.has(flow))) return;
  report.add({
    kind: 'unknown_flow',
    severity: 'error',
    field: ['flow'],
    message: flow === '' ? 'The flow to call is not chosen.' : `There is no flow "${flow}".`,
    hint: 'Choose a flow that is published.',
  });
}
