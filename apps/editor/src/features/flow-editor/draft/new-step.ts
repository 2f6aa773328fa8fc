import {
  freeStepId,
  type Connection,
  type FlowDocument,
  type Mapping,
  type Step,
} from '@millrace/model';
import { findAction, type Catalogue } from '../graph/catalogue.ts';

/**
 * A new step for `choice`: `set`, `filter`, or an action such as `mailchimp.upsert-member` with the
 * defaults of its fields and the connection, if there is just one for it.
 */
export function newStep(
  choice: string,
  document: FlowDocument,
  catalogue: Catalogue,
  connections: readonly Connection[],
): Step {
  if (choice === 'set') return { id: freeStepId(document, 'fields'), kind: 'set', fields: {} };
  if (choice === 'filter') {
    return { id: freeStepId(document, 'filter'), kind: 'filter', when: { all: [] } };
  }
  const known = findAction(catalogue, choice);
  const [connectorId = '', actionId = choice] = choice.split('.');
  const fitting = connections.filter((connection) => connection.connector === connectorId);
  const connection = fitting.length === 1 ? fitting[0]?.name : undefined;
  const input: Record<string, Mapping> = {};
  for (const field of known?.action.input ?? []) {
    if (field.default !== undefined) input[field.key] = field.default;
  }
  return {
    id: freeStepId(document, actionId.replaceAll('-', '_')),
    kind: 'action',
    action: choice,
    ...(connection === undefined ? {} : { connection }),
    input,
  };
}
