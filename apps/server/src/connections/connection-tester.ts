import { Inject, Injectable } from '@nestjs/common';
import { isAppError, type ConnectionTest } from '@millrace/model';
import type { HttpClient } from '@millrace/connector-kit';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { ConnectionsService } from './connections.service.ts';

/** Someone waits for the answer. */
const TIMEOUT_MS = 15_000;

/** Tries connections at their application. */
@Injectable()
export class ConnectionTester {
  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
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

  private async ask(actor: Actor, id: string): Promise<ConnectionTest> {
    const connection = await this.connections.openById(actor, id);
    const { manifest, test } = this.catalogue.connector(connection.connector);
    if (test === undefined) {
      const message = `${manifest.name} has nothing to try a connection with.`;
      return { ok: false, message, hint: 'Test a step that uses it.' };
    }
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return { ok: true, message: await test({ connection, http: this.http, signal }), hint: null };
  }
}
