import { Inject, Injectable } from '@nestjs/common';
import { AppError, isJsonObject } from '@millrace/model';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import type { ConnectionRow } from './connection.entity.ts';
import { ConnectionCache } from './connection-cache.ts';
import { FIRST_KIND, kindOf } from './connection-kind.ts';
import { ConnectionStore } from './connection.store.ts';
import { ConnectionVault } from './connection-vault.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/** Opens connections for those who make calls. */
@Injectable()
export class ConnectionOpener {
  constructor(
    @Inject(ConnectionStore) private readonly store: ConnectionStore,
    @Inject(ConnectionVault) private readonly vault: ConnectionVault,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** The connection of a name. Throws CONNECTION_UNREADABLE when the key is another. */
  async byName(workspaceId: string, name: string): Promise<ResolvedConnection | undefined> {
    return this.cache.get(workspaceId, name, async () => {
      const row = await this.store.byName(workspaceId, name);
      return row === null ? undefined : this.opened(row);
    });
  }

  /** The same by id, as it is now. Throws CONNECTION_NOT_FOUND or CONNECTION_UNREADABLE. */
  async byId(workspaceId: string, id: string): Promise<ResolvedConnection> {
    const row = await this.store.byId(workspaceId, id);
    if (row === null) throw new AppError('CONNECTION_NOT_FOUND', { name: id });
    return this.opened(row);
  }

  /** Throws CONNECTION_UNREADABLE. */
  async opened(row: ConnectionRow): Promise<ResolvedConnection> {
    const { id, workspaceId, connector, name, facts, status, expiresAt, updatedAt } = row;
    return {
      ...{ id, workspaceId, connector, name, status, expiresAt, updatedAt },
      facts: isJsonObject(facts) ? facts : {},
      auth: await this.kindFor(row),
      ...this.vault.open(row),
    };
  }

  /** A kind the connector does not have any more stays as it is: calls name it in their error. */
  private async kindFor(row: ConnectionRow): Promise<string | undefined> {
    const { workspaceId, connector, auth, fields } = row;
    const info = (await this.catalogues.of(workspaceId)).find(connector);
    const kind = info === undefined ? undefined : kindOf(info, auth, fields);
    return kind?.id ?? (auth === FIRST_KIND ? undefined : auth);
  }
}
