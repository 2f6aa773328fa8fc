import {
  freeStepId,
  type Connection,
  type FlowDocument,
  type Mapping,
  type Step,
} from '@millrace/model';
import { findAction, type Catalogue } from '../graph/catalogue.ts';

/** A new step of each kind that Millrace itself has. */
const BUILT_IN: Readonly<Record<string, (id: (label: string) => string) => Step>> = {
  set: (id) => ({ id: id('fields'), kind: 'set', fields: {} }),
  filter: (id) => ({ id: id('filter'), kind: 'filter', when: { all: [] } }),
  branch: (id) => ({
    id: id('branch'),
    kind: 'branch',
    paths: [{ name: 'path 1', when: { all: [] }, steps: [] }],
    otherwise: [],
  }),
  'for-each': (id) => ({ id: id('each'), kind: 'for-each', items: '', concurrency: 1, steps: [] }),
  delay: (id) => ({ id: id('wait'), kind: 'delay', for: '10m' }),
  respond: (id) => ({ id: id('answer'), kind: 'respond', status: 200, headers: {} }),
  stop: (id) => ({ id: id('stop'), kind: 'stop', as: 'succeeded' }),
  call: (id) => ({ id: id('call'), kind: 'call', flow: '' }),
};

/**
 * A new step for `choice`: a kind such as `set`, or an action such as `mailchimp.upsert-member`
 * with the defaults of its fields and the connection, if there is just one for it.
 */
export function newStep(
  choice: string,
  document: FlowDocument,
  catalogue: Catalogue,
  connections: readonly Connection[],
): Step {
  const builtIn = BUILT_IN[choice];
  if (builtIn !== undefined) return builtIn((label) => freeStepId(document, label));
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
    ...(known?.connector.version === undefined ? {} : { version: known.connector.version }),
    ...(connection === undefined ? {} : { connection }),
    input,
  };
}
