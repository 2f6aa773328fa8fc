import type { ActionInfo, ConnectorInfo, TriggerInfo } from '@millrace/model';

/** The connectors the editor knows, as the server sent them. */
export type Catalogue = readonly ConnectorInfo[];

export interface KnownAction {
  connector: ConnectorInfo;
  action: ActionInfo;
}

export interface KnownTrigger {
  connector: ConnectorInfo;
  trigger: TriggerInfo;
}

/** `mailchimp` of `mailchimp.upsert-member`. */
export function connectorIdOf(reference: string): string {
  return reference.split('.', 1)[0] ?? reference;
}

export function findConnector(catalogue: Catalogue, id: string): ConnectorInfo | undefined {
  return catalogue.find((connector) => connector.id === id);
}

/** The action a step names as `connector.action`; undefined when it is not known here. */
export function findAction(catalogue: Catalogue, reference: string): KnownAction | undefined {
  const [connectorId = '', actionId] = reference.split('.');
  const connector = findConnector(catalogue, connectorId);
  const action = connector?.actions.find((candidate) => candidate.id === actionId);
  return connector !== undefined && action !== undefined ? { connector, action } : undefined;
}

/** The trigger a flow names as its source; undefined when it names none or it is not known here. */
export function findTrigger(
  catalogue: Catalogue,
  source: string | undefined,
): KnownTrigger | undefined {
  const [connectorId = '', triggerId] = (source ?? '').split('.');
  const connector = findConnector(catalogue, connectorId);
  const trigger = connector?.triggers.find((candidate) => candidate.id === triggerId);
  return connector !== undefined && trigger !== undefined ? { connector, trigger } : undefined;
}
