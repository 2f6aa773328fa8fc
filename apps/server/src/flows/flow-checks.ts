import { Inject, Injectable } from '@nestjs/common';
import { AppError, connectionsUsed, walkSteps, type FlowDocument } from '@millrace/model';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ConnectionsService } from '../connections/connections.service.ts';

/** What has to hold before a flow goes live. */
@Injectable()
export class FlowChecks {
  constructor(
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
  ) {}

  /** Throws ACTION_NOT_FOUND, CONNECTION_REQUIRED or FLOW_CONNECTION_MISSING. */
  async requirePublishable(workspaceId: string, document: FlowDocument): Promise<void> {
    for (const step of walkSteps(document)) {
      if (step.kind !== 'action') continue;
      const { connector } = this.catalogue.action(step.action);
      if (connector.connectionRequired && step.connection === undefined) {
        const { id, name = id } = step;
        throw new AppError('CONNECTION_REQUIRED', { step: name, connector: connector.name });
      }
    }
    const missing = await this.missingConnections(workspaceId, document);
    if (missing.length === 0) return;
    throw new AppError(
      'FLOW_CONNECTION_MISSING',
      { name: document.name, connections: missing.join(', ') },
      { details: { connections: missing } },
    );
  }

  private async missingConnections(workspaceId: string, document: FlowDocument): Promise<string[]> {
    const used = connectionsUsed(document);
    const found = await this.connections.existing(workspaceId, used);
    return used.filter((name) => !found.has(name));
  }
}
