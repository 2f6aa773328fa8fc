import { AppError, type ConnectorInfo, type TriggerInfo } from '@millrace/model';
import { manifestOf, type Action, type Connector } from '@millrace/connector-kit';

/** An action ready to run, and what is known of its connector. */
export interface FoundAction {
  action: Action;
  connector: ConnectorInfo;
}

/** The connectors that a workspace made. */
export interface OwnConnectors {
  workspaceId: string;
  connectors: readonly Connector[];
  /** Why one that is kept cannot be used, by its id. */
  broken: ReadonlyMap<string, AppError>;
}

/** The connectors by name: those that come with Millrace, and those of one workspace. It never changes. */
export class Catalogue {
  private readonly connectors: ReadonlyMap<string, Connector>;
  private readonly shown: readonly ConnectorInfo[];
  private readonly ownIds: ReadonlySet<string>;

  /** One of its own keeps working when Millrace later brings one of the same id. */
  constructor(
    private readonly shipped: readonly Connector[],
    private readonly own?: OwnConnectors,
  ) {
    const made = own?.connectors ?? [];
    this.ownIds = new Set([
      ...made.map((one) => manifestOf(one).id),
      ...(own?.broken.keys() ?? []),
    ]);
    const all = [...shipped.filter((one) => !this.ownIds.has(manifestOf(one).id)), ...made];
    this.shown = all.map(manifestOf).sort((a, b) => a.name.localeCompare(b.name));
    this.connectors = new Map(all.map((one) => [manifestOf(one).id, one]));
  }

  /** The same with the connectors of a workspace. */
  with(own: OwnConnectors): Catalogue {
    return new Catalogue(this.shipped, own);
  }

  /** The workspace whose own connector this is; null for one that comes with Millrace. */
  ownerOf(id: string): string | null {
    return this.ownIds.has(id) ? (this.own?.workspaceId ?? null) : null;
  }

  /** All manifests, by name. */
  manifests(): readonly ConnectorInfo[] {
    return this.shown;
  }

  /** Throws CONNECTOR_NOT_FOUND, and CONNECTOR_BROKEN for one of its own. */
  manifest(id: string): ConnectorInfo {
    return manifestOf(this.connector(id));
  }

  /** The same; undefined for one that is not there. */
  find(id: string): ConnectorInfo | undefined {
    return this.connectors.get(id)?.manifest;
  }

  /** Throws CONNECTOR_NOT_FOUND, and CONNECTOR_BROKEN for one of its own. */
  connector(id: string): Connector {
    const connector = this.connectors.get(id);
    if (connector !== undefined) return connector;
    throw this.own?.broken.get(id) ?? new AppError('CONNECTOR_NOT_FOUND', { id });
  }

  /**
   * The action of a step, such as `mailchimp.upsert-member`. Throws ACTION_NOT_FOUND, and CONNECTOR_BROKEN
   * for one of its own.
   */
  action(id: string): FoundAction {
    const found = this.findAction(id);
    if (found !== undefined) return found;
    throw this.own?.broken.get(splitId(id)[0]) ?? new AppError('ACTION_NOT_FOUND', { id });
  }

  /** The same; undefined for one that is not there. */
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

  /** The same; undefined for one that is not there. */
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

/** What comes with Millrace. Throws CONNECTOR_INVALID, naming the culprit. */
export function shippedCatalogue(connectors: readonly Connector[]): Catalogue {
  const manifests = connectors.map(manifestOf);
  for (const manifest of manifests) requireComplete(manifest);
  const ids = manifests.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(twice, 'it is there twice');
  return new Catalogue(connectors);
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

function invalid(id: string, reason: string): AppError {
  return new AppError('CONNECTOR_INVALID', { id, reason });
}
