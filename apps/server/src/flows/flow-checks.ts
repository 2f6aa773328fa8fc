import { setImmediate as breathe } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  connectionsUsed,
  nearest,
  findStep,
  MOST_FAULTS,
  walkSteps,
  type ActionInfo,
  type Finding,
  type FlowDocument,
  type JsonObject,
  type Verify,
} from '@millrace/model';
import { checkFlowInParts } from '@millrace/mapping';
import { preset, presetIds } from '@millrace/signatures';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ConnectionsService } from '../connections/connections.service.ts';
import { FlowActions } from './flow-actions.service.ts';

/** What has to hold before a flow is kept, and before it goes live. */
@Injectable()
export class FlowChecks {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(FlowActions) private readonly actions: FlowActions,
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

  /**
   * Throws ACTION_NOT_FOUND, ACTION_VERSION_NOT_FOUND, CONNECTION_REQUIRED, FLOW_CONNECTION_MISSING, FLOW_SECRET_MISSING or
   * FLOW_INCOMPLETE.
   */
  async requirePublishable(workspaceId: string, document: FlowDocument): Promise<void> {
    const actions = await this.actions.ofDraft(workspaceId, document);
    for (const step of walkSteps(document)) {
      if (step.kind !== 'action') continue;
      const { connector } = actions.of(step);
      if (connector.connectionRequired && step.connection === undefined) {
        const { id, name = id } = step;
        throw new AppError('CONNECTION_REQUIRED', { step: name, connector: connector.name });
      }
    }
    await this.requireConnections(workspaceId, document);
    const verify = document.trigger.kind === 'webhook' ? document.trigger.verify : undefined;
    if (verify !== undefined) await this.requireSecret(workspaceId, document, verify);
    await this.requireComplete(workspaceId, document, actions.older());
  }

  /**
   * What the editor's checker calls an error because nothing was chosen. What it finds in the data is
   * not asked for here: events may come that it does not know.
   */
  private async requireComplete(
    workspaceId: string,
    document: FlowDocument,
    older: ReadonlyMap<string, ActionInfo>,
  ): Promise<void> {
    const open: Finding[] = [];
    const manifests = (await this.catalogues.of(workspaceId)).manifests();
    for (const part of checkFlowInParts({ document, manifests, older })) {
      open.push(...part.filter(isOpen));
      // A flow has up to 500 steps: other calls get their turn in between.
      await breathe();
    }
    const [first] = open;
    if (first === undefined) return;
    const step = findStep(document, first.step);
    throw new AppError(
      'FLOW_INCOMPLETE',
      {
        name: document.name,
        step: step?.name ?? first.step,
        message: first.message,
        field: first.field.join('.'),
      },
      { details: { findings: open.slice(0, MOST_FAULTS).map(shown) }, hint: hintOf(first, open) },
    );
  }

  private async requireConnections(workspaceId: string, document: FlowDocument): Promise<void> {
    const missing = await this.missingConnections(workspaceId, document);
    if (missing.length === 0) return;
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

/** True for a place where somebody has yet to choose something, or chose what would be unsafe. */
function isOpen({ kind, severity }: Finding): boolean {
  const isRefused = kind === 'required_field_unmapped' || kind === 'not_constant';
  return isRefused && severity === 'error';
}

function shown({ step, field, message, hint }: Finding): JsonObject {
  return { step, field, message, hint };
}

function hintOf({ hint }: Finding, { length }: readonly Finding[]): string {
  const others = length === 1 ? '' : ` ${length - 1} more are listed in the details.`;
  return `${hint} Then publish again.${others}`;
}
