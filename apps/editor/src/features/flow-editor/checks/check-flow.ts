import {
  mappingForm,
  parseFlowDocument,
  type ActionStep,
  type Connection,
  type FlowDocument,
  type JsonObject,
  type Step,
  type Trigger,
} from '@millrace/model';
import { scopeOf, stepsBefore, type Outputs, type TriggerData } from '../data/scope.ts';
import { connectorIdOf, findAction, findConnector, type Catalogue } from '../graph/catalogue.ts';
import { FLOW, TRIGGER, type Check } from './check.ts';
import { fieldFaults } from './check-fields.ts';
import { checkCondition, checkMappings, type LabelledMapping } from './check-mappings.ts';

/** What the checks may know; what is undefined is not judged. */
export interface CheckFacts {
  catalogue: Catalogue | undefined;
  connections: readonly Connection[] | undefined;
  /** The sample that mappings are tried on. */
  trigger: TriggerData | undefined;
  outputs: Outputs;
}

/** Everything the editor can say about a draft without the server, in the order of the flow. */
export function checkFlow(document: FlowDocument, facts: CheckFacts): Check[] {
  const empty: Check = { place: FLOW, severity: 'warning', message: 'This flow has no steps yet.' };
  return [
    ...schemaChecks(document),
    ...(document.steps.length === 0 ? [empty] : []),
    ...checkTrigger(document.trigger, facts),
    ...document.steps.flatMap((step) => checkStep(document, step, facts)),
  ];
}

/** Faults of the document's schema, each at the step it is in. */
function schemaChecks(document: FlowDocument): Check[] {
  const parsed = parseFlowDocument(document);
  if (parsed.ok) return [];
  return parsed.faults.map((fault) => ({
    place: placeOf(document, fault.path),
    severity: 'error',
    message: fault.message,
  }));
}

/** The place a JSON pointer into the document is in. */
export function placeOf(document: FlowDocument, path: string): string {
  const [, root, at] = path.split('/');
  if (root === 'trigger') return TRIGGER;
  return (root === 'steps' ? document.steps[Number(at)]?.id : undefined) ?? FLOW;
}

function checkTrigger(trigger: Trigger, { connections }: CheckFacts): Check[] {
  if (trigger.kind !== 'webhook') return [];
  const at = (severity: Check['severity'], message: string): Check[] => [
    { place: TRIGGER, severity, message },
  ];
  if (trigger.verify === undefined) {
    return at('warning', 'Nothing is verified: whoever knows the URL can start this flow.');
  }
  const { connection: name, field } = trigger.verify.secret;
  const connection = connections?.find((candidate) => candidate.name === name);
  if (connections === undefined) return [];
  if (connection === undefined) {
    return at('error', `There is no connection "${name}" to take the signing secret from.`);
  }
  if (connection.fields.includes(field)) return [];
  return at('error', `The connection "${name}" holds no signing secret yet.`);
}

function checkStep(document: FlowDocument, step: Step, facts: CheckFacts): Check[] {
  const scope = scopeAt(document, step, facts);
  switch (step.kind) {
    case 'action':
      return [
        ...checkAction(step, facts),
        ...checkMappings(document, step, inputOf(step, facts.catalogue), scope),
      ];
    case 'set': {
      const fields = Object.entries(step.fields).map(([key, mapping]) => ({
        key,
        label: key,
        mapping,
      }));
      return checkMappings(document, step, fields, scope);
    }
    case 'filter':
      return checkCondition(document, step, scope);
  }
}

function scopeAt(
  document: FlowDocument,
  step: Step,
  { trigger, outputs }: CheckFacts,
): JsonObject | undefined {
  if (trigger === undefined) return undefined;
  return scopeOf(trigger, outputs, stepsBefore(document, step.id));
}

function checkAction(step: ActionStep, { catalogue, connections }: CheckFacts): Check[] {
  if (catalogue === undefined) return [];
  const error = (message: string, field?: string): Check => ({
    place: step.id,
    severity: 'error',
    message,
    ...(field === undefined ? {} : { field }),
  });
  const connectorId = connectorIdOf(step.action);
  const connector = findConnector(catalogue, connectorId);
  if (connector === undefined) return [error(`There is no connector "${connectorId}".`)];
  const known = findAction(catalogue, step.action);
  if (known === undefined) return [error(`${connector.name} has no action "${step.action}".`)];
  const checks: Check[] = [];
  if (step.connection === undefined) {
    if (connector.connectionRequired) {
      checks.push(error(`Choose a ${connector.name} connection.`, 'connection'));
    }
  } else if (connections !== undefined) {
    const connection = connections.find((candidate) => candidate.name === step.connection);
    if (connection === undefined) {
      checks.push(error(`There is no connection "${step.connection}".`, 'connection'));
    } else if (connection.connector !== connectorId) {
      checks.push(error(`"${step.connection}" is not for ${connector.name}.`, 'connection'));
    }
  }
  for (const fault of fieldFaults(known.action.input, step.input)) {
    checks.push(error(fault.message, fault.key));
  }
  return checks;
}

/** The computed parts of an action's input under the labels of its form. */
function inputOf(step: ActionStep, catalogue: Catalogue | undefined): LabelledMapping[] {
  const fields = catalogue === undefined ? [] : findAction(catalogue, step.action)?.action.input;
  return Object.entries(step.input)
    .filter(([, mapping]) => mappingForm(mapping) !== 'value')
    .map(([key, mapping]) => ({
      key,
      label: fields?.find((field) => field.key === key)?.label ?? key,
      mapping,
    }));
}
