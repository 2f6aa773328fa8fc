import {
  parseFlowDocument,
  placedSteps,
  pointer,
  walkSteps,
  type ActionStep,
  type Connection,
  type FlowDocument,
  type JsonObject,
  type Step,
} from '@millrace/model';
import { lacksItem, scopeAt, type Outputs, type TriggerData } from '../data/scope.ts';
import { connectorIdOf, findAction, findConnector, type Catalogue } from '../graph/catalogue.ts';
import { FLOW, TRIGGER, type Check } from './check.ts';
import { fieldFaults } from './check-fields.ts';
import { checkKind } from './check-kinds.ts';
import { checkMappings } from './check-mappings.ts';
import { mappingsOf } from './labelled-mappings.ts';

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
    ...checkTrigger(document, facts),
    ...walkSteps(document).flatMap((step) => checkStep(document, step, facts)),
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

/** The place a JSON pointer into the document is in: the innermost step around it. */
export function placeOf(document: FlowDocument, path: string): string {
  if (path.split('/')[1] === 'trigger') return TRIGGER;
  const around = placedSteps(document).findLast((placed) =>
    `${path}/`.startsWith(`${pointer(placed.path)}/`),
  );
  return around?.step.id ?? FLOW;
}

function checkTrigger(document: FlowDocument, { connections }: CheckFacts): Check[] {
  const { trigger } = document;
  if (trigger.kind !== 'webhook') return [];
  const at = (severity: Check['severity'], message: string): Check[] => [
    { place: TRIGGER, severity, message },
  ];
  const answers = walkSteps(document).some((step) => step.kind === 'respond');
  const unanswered =
    trigger.reply?.mode === 'respond' && !answers
      ? at('warning', 'The flow is to answer the sender, but has no Answer step.')
      : [];
  if (trigger.verify === undefined) {
    return [
      ...at('warning', 'Nothing is verified: whoever knows the URL can start this flow.'),
      ...unanswered,
    ];
  }
  const { connection: name, field } = trigger.verify.secret;
  const connection = connections?.find((candidate) => candidate.name === name);
  if (connections === undefined) return unanswered;
  if (connection === undefined) {
    return at('error', `There is no connection "${name}" to take the signing secret from.`);
  }
  if (connection.fields.includes(field)) return unanswered;
  return at('error', `The connection "${name}" holds no signing secret yet.`);
}

function checkStep(document: FlowDocument, step: Step, facts: CheckFacts): Check[] {
  const scope = knownScope(document, step, facts);
  const mappings = mappingsOf(step, facts.catalogue);
  return [
    ...(step.kind === 'action' ? checkAction(step, facts) : []),
    ...checkKind(document, step, scope),
    ...checkMappings(document, step, mappings, scope),
  ];
}

/** The data to try mappings on; undefined while there is none, so that nothing is judged. */
function knownScope(
  document: FlowDocument,
  step: Step,
  { trigger, outputs }: CheckFacts,
): JsonObject | undefined {
  if (trigger === undefined) return undefined;
  const scope = scopeAt(document, step.id, trigger, outputs);
  return lacksItem(document, step.id, scope) ? undefined : scope;
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
