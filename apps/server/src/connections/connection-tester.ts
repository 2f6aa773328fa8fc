import { Inject, Injectable } from '@nestjs/common';
import { isAppError, type ConnectionTest } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionSetup } from './connection-setup.ts';
import { ConnectionsService } from './connections.service.ts';

/** Tries connections at their application when somebody asks for it. */
@Injectable()
export class ConnectionTester {
  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionSetup) private readonly setup: ConnectionSetup,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** A connection that does not work is an answer, not an error. Throws CONNECTION_NOT_FOUND. */
  async test(actor: Actor, id: string): Promise<ConnectionTest> {
    const { name } = await this.connections.get(actor, id);
    // Before the call, so that none goes out without a trace.
    await this.audit.note(actor, { action: 'tested', thing: { kind: 'connection', id, name } });
    try {
      return await this.ask(actor, id);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { ok: false, message: error.message, hint: error.hint };
    }
  }

  private async ask({ workspaceId }: Actor, id: string): Promise<ConnectionTest> {
    const connection = await this.opener.byId(workspaceId, id);
    const trial = await this.setup.try(connection);
    if (trial !== undefined) return { ok: true, message: trial.message, hint: null };
    const catalogue = await this.catalogues.of(workspaceId);
    const { name } = catalogue.manifest(connection.connector);
    const message = `${name} has nothing to try a connection with.`;
    return { ok: false, message, hint: 'Test a step that uses it.' };
  }
}
