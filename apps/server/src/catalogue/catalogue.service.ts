import { Inject, Injectable } from '@nestjs/common';
import { AppError, type ConnectorInfo, type TriggerInfo } from '@millrace/model';
import { manifestOf, type Action, type Connector } from '@millrace/connector-kit';

/** Injection token of the connectors this server has. */
export const CONNECTOR_LIST = Symbol('connector-list');

/** An action ready to run, and what is known of its connector. */
export interface FoundAction {
  action: Action;
  connector: ConnectorInfo;
}

/** The connectors, by name. Refuses to be built when one of them is not complete. */
@Injectable()
export class CatalogueService {
  private readonly connectors: ReadonlyMap<string, Connector>;
  private readonly shown: readonly ConnectorInfo[];

  /** Throws CONNECTOR_INVALID, naming the culprit. */
  constructor(@Inject(CONNECTOR_LIST) connectors: readonly Connector[]) {
    this.shown = connectors.map(manifestOf).sort((a, b) => a.name.localeCompare(b.name));
    this.connectors = new Map(connectors.map((one) => [manifestOf(one).id, one]));
    for (const manifest of this.shown) requireComplete(manifest);
    if (this.connectors.size < this.shown.length)
      throw invalid(twice(this.shown), 'it is there twice');
  }

  /** All manifests, by name. */
  manifests(): readonly ConnectorInfo[] {
    return this.shown;
  }

  /** Throws CONNECTOR_NOT_FOUND. */
  manifest(id: string): ConnectorInfo {
    return manifestOf(this.connector(id));
  }

  /** The same; undefined for one that this server does not have. */
  find(id: string): ConnectorInfo | undefined {
    return this.connectors.get(id)?.manifest;
  }

  /** Throws CONNECTOR_NOT_FOUND. */
  connector(id: string): Connector {
    const connector = this.connectors.get(id);
    if (connector === undefined) throw new AppError('CONNECTOR_NOT_FOUND', { id });
    return connector;
  }

  /** The action of a step, such as `mailchimp.upsert-member`. Throws ACTION_NOT_FOUND. */
  action(id: string): FoundAction {
    const found = this.findAction(id);
    if (found === undefined) throw new AppError('ACTION_NOT_FOUND', { id });
    return found;
  }

  /** The same; undefined for one that this server does not have. */
  findAction(id: string): FoundAction | undefined {
    const [connectorId, actionId] = splitId(id);
    const connector = this.connectors.get(connectorId);
    const action = connector?.actions.get(actionId);
    return connector && action && { action, connector: manifestOf(connector) };
  }

  /** The trigger of a flow, such as `woocommerce.order-created`. Throws CONNECTOR_NOT_FOUND. */
  trigger(id: string): TriggerInfo {
    const trigger = this.findTrigger(id);
    if (trigger === undefined) throw new AppError('CONNECTOR_NOT_FOUND', { id });
    return trigger;
  }

  /** The same; undefined for one that this server does not have. */
  findTrigger(id: string): TriggerInfo | undefined {
    const [connectorId, triggerId] = splitId(id);
    return this.find(connectorId)?.triggers.find((one) => one.id === triggerId);
  }
}

/** The connector's id and that of its action or trigger. */
export function splitId(id: string): [string, string] {
  const [connector = '', ...rest] = id.split('.');
  return [connector, rest.join('.')];
}

/** What the manifest's schema cannot say. */
function requireComplete(manifest: ConnectorInfo): void {
  const { id, icon, actions, triggers } = manifest;
  if (!icon.includes('</svg>') && !icon.endsWith('/>')) throw invalid(id, 'its icon is cut short');
  if (/<script|\son\w+=|javascript:|href="(?!#)/i.test(icon)) {
    throw invalid(id, 'its icon holds a script or refers to somewhere else');
  }
  if (actions.length + triggers.length === 0) throw invalid(id, 'it can do nothing');
  const bare = actions.find((action) =>
    // What is shown only sometimes may be missing in a sample.
    action.input.some(
      ({ key, required, show_when: condition }) =>
        required === true && condition === undefined && !(key in action.sample.input),
    ),
  );
  if (bare !== undefined) throw invalid(id, `the sample of action "${bare.id}" is not complete`);
}

function twice(manifests: readonly ConnectorInfo[]): string {
  const ids = manifests.map(({ id }) => id);
  return ids.find((id, index) => ids.indexOf(id) !== index) ?? '';
}

function invalid(id: string, reason: string): AppError {
  return new AppError('CONNECTOR_INVALID', { id, reason });
}
