import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  connectionsUsed,
  nearest,
  walkSteps,
  type FlowDocument,
  type Verify,
} from '@millrace/model';
import { preset, presetIds } from '@millrace/signatures';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ConnectionsService } from '../connections/connections.service.ts';

/** What has to hold before a flow is kept, and before it goes live. */
@Injectable()
export class FlowChecks {
  constructor(
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
  ) {}

  /** Throws FLOW_DOCUMENT_INVALID for a signature preset that there is not. */
  requireKnown({ trigger }: FlowDocument): void {
    const id = trigger.kind === 'webhook' ? trigger.verify?.preset : undefined;
    if (id === undefined || preset(id) !== undefined) return;
    const meant = nearest(id, presetIds());
    const offer =
      meant === undefined ? `Use ${presetIds().join(', ')}.` : `Did you mean "${meant}"?`;
    const fault = {
      path: '/trigger/verify/preset',
      message: `There is no preset "${id}". ${offer}`,
    };
    throw new AppError(
      'FLOW_DOCUMENT_INVALID',
      { count: 1, summary: fault.message },
      { details: { faults: [fault] } },
    );
  }

  /** Throws ACTION_NOT_FOUND, CONNECTION_REQUIRED, FLOW_CONNECTION_MISSING or FLOW_SECRET_MISSING. */
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
    if (missing.length === 0) {
      const verify = document.trigger.kind === 'webhook' ? document.trigger.verify : undefined;
      if (verify !== undefined) await this.requireSecret(workspaceId, document, verify);
      return;
    }
    const known = await this.connections.names(workspaceId);
    const meant = missing.flatMap((name) => nearest(name, known) ?? []);
    throw new AppError(
      'FLOW_CONNECTION_MISSING',
      { name: document.name, connections: missing.join(', ') },
      {
        details: { connections: missing },
        ...(meant.length > 0 && {
          hint: `Did you mean "${meant.join('", "')}"? Otherwise create them under Connections.`,
        }),
      },
    );
  }

  /** The connection is there; the field its secret is to be in may not be. */
  private async requireSecret(
    workspaceId: string,
    { name }: FlowDocument,
    { secret: { connection, field } }: Verify,
  ): Promise<void> {
    const fields = (await this.connections.fieldsOf(workspaceId, connection)) ?? [];
    if (fields.includes(field)) return;
    const meant = nearest(field, fields);
    throw new AppError(
      'FLOW_SECRET_MISSING',
      { name, connection, field },
      {
        details: { connection, field, nearest: meant ?? null },
        ...(meant !== undefined && { hint: `Did you mean "${meant}"?` }),
      },
    );
  }

  private async missingConnections(workspaceId: string, document: FlowDocument): Promise<string[]> {
    const used = connectionsUsed(document);
    const found = await this.connections.existing(workspaceId, used);
    return used.filter((name) => !found.has(name));
  }
}
