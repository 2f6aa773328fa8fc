import {
  isReservedAnswerHeader,
  parseFlowDocument,
  placedSteps,
  pointer,
  walkSteps,
  type ActionStep,
  type Connection,
  type Fault,
  type FlowDocument,
  type Step,
} from '@millrace/model';
import { connectorIdOf, findConnector, type Catalogue } from '../graph/catalogue.ts';
import { FLOW, TRIGGER, type Check } from './check.ts';
import { checkKind } from './check-kinds.ts';

/** What the checks may know; what is undefined is not judged. */
export interface CheckFacts {
  catalogue: Catalogue | undefined;
  connections: readonly Connection[] | undefined;
}

/**
 * What is wrong with a draft apart from its mappings, in the order of the flow: its document, the
 * trigger, connections, and steps with nothing in them. Mappings are for the checker.
 */
export function checkDraft(document: FlowDocument, facts: CheckFacts): Check[] {
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
  return parsed.faults.filter(isOnlySaidHere).map((fault) => ({
    place: placeOf(document, fault.path),
    severity: 'error',
    message: fault.message,
  }));
}

/** The checker says of a header itself that it is the server's own, and how to mend it. */
function isOnlySaidHere({ path }: Fault): boolean {
  const [name = '', parent] = path.split('/').reverse();
  return parent !== 'headers' || !isReservedAnswerHeader(name);
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
  return [
    ...(step.kind === 'action' ? checkConnection(step, facts) : []),
    ...checkKind(document, step),
  ];
}

/** The connection of an action whose connector is known. */
function checkConnection(step: ActionStep, { catalogue, connections }: CheckFacts): Check[] {
  const connectorId = connectorIdOf(step.action);
  const connector = catalogue && findConnector(catalogue, connectorId);
  if (connector === undefined) return [];
  const error = (message: string): Check[] => [
    { place: step.id, field: 'connection', severity: 'error', message },
  ];
  if (step.connection === undefined) {
    return connector.connectionRequired ? error(`Choose a ${connector.name} connection.`) : [];
  }
  if (connections === undefined) return [];
  const connection = connections.find((candidate) => candidate.name === step.connection);
  if (connection === undefined) return error(`There is no connection "${step.connection}".`);
  return connection.connector === connectorId
    ? []
    : error(`"${step.connection}" is not for ${connector.name}.`);
}
