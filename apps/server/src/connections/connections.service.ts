import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isAppError,
  type Connection,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import type { ConnectionRow } from './connection.entity.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionStore } from './connection.store.ts';
import { ConnectionUsage } from './connection-usage.ts';
import { checkValues, type Values } from './connection-values.ts';
import { ConnectionVault } from './connection-vault.ts';

/** A connection with its values in the clear: for making calls, never for answers. */
export interface ResolvedConnection {
  connector: string;
  name: string;
  values: Record<string, string>;
}

export interface ConnectionPage {
  items: Connection[];
  next: string | null;
}

/** Connections: values go in, and only the worker, the intake and a test ever see them again. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(ConnectionStore) private readonly store: ConnectionStore,
    @Inject(ConnectionVault) private readonly vault: ConnectionVault,
    @Inject(ConnectionUsage) private readonly usage: ConnectionUsage,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
  ) {}

  /** The decrypted connection of a name. Throws CONNECTION_UNREADABLE when the key is another. */
  async resolve(workspaceId: string, name: string): Promise<ResolvedConnection | undefined> {
    return this.cache.get(workspaceId, name, async () => {
      const row = await this.store.byName(workspaceId, name);
      return row === null ? undefined : this.opened(row);
    });
  }

  /** The same by id. Throws CONNECTION_NOT_FOUND or CONNECTION_UNREADABLE. */
  async openById(workspaceId: string, id: string): Promise<ResolvedConnection> {
    return this.opened(await this.row(workspaceId, id));
  }

  /** Those of the names that connections have. */
  existing(workspaceId: string, names: readonly string[]): Promise<Set<string>> {
    return this.store.names(workspaceId, names);
  }

  /** The names of all connections. */
  names(workspaceId: string): Promise<string[]> {
    return this.store.allNames(workspaceId);
  }

  /** The fields that a connection has values of; undefined when there is none of the name. */
  async fieldsOf(workspaceId: string, name: string): Promise<string[] | undefined> {
    return (await this.store.byName(workspaceId, name))?.fields;
  }

  async page(
    workspaceId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<ConnectionPage> {
    const rows = await this.store.page(workspaceId, limit + 1, cursor);
    const shown = rows.slice(0, limit);
    const items = await Promise.all(shown.map((row) => this.shown(row)));
    return { items, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
  }

  /** Throws CONNECTION_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<Connection> {
    return this.shown(await this.row(workspaceId, id));
  }

  /** Throws CONNECTOR_NOT_FOUND, REQUEST_INVALID or CONNECTION_NAME_TAKEN. */
  async create(workspaceId: string, request: CreateConnectionRequest): Promise<Connection> {
    const { connector, name } = request;
    const values = checkValues(this.catalogue.manifest(connector), request.values);
    const now = new Date();
    const id = uuid7();
    const row = {
      ...{ id, workspaceId, connector, name, fields: Object.keys(values) },
      ...{ secret: this.vault.seal(values, { id, workspaceId }), createdAt: now, updatedAt: now },
    };
    await this.store.insert(row);
    this.cache.forget(workspaceId);
    return this.shown(row);
  }

  /**
   * Changes the name and those values that are given; an empty one is removed. Flows know a
   * connection by its name, so one in use keeps it.
   * Throws CONNECTION_NOT_FOUND, CONNECTION_IN_USE, CONNECTION_NAME_TAKEN or REQUEST_INVALID.
   */
  async update(
    workspaceId: string,
    id: string,
    request: UpdateConnectionRequest,
  ): Promise<Connection> {
    const row = await this.row(workspaceId, id);
    const { name = row.name } = request;
    if (name !== row.name) await this.requireUnused(row);
    const changed = { ...row, name, updatedAt: new Date() };
    if (request.values !== undefined) {
      const manifest = this.catalogue.manifest(row.connector);
      const values = checkValues(manifest, { ...this.readable(row), ...request.values });
      changed.fields = Object.keys(values);
      changed.secret = this.vault.seal(values, row);
    }
    await this.store.update(changed);
    this.cache.forget(workspaceId);
    return this.shown(changed);
  }

  /** Throws CONNECTION_NOT_FOUND or CONNECTION_IN_USE. */
  async remove(workspaceId: string, id: string): Promise<void> {
    const row = await this.row(workspaceId, id);
    await this.requireUnused(row);
    await this.store.remove(row);
    this.cache.forget(workspaceId);
  }

  private opened(row: ConnectionRow): ResolvedConnection {
    return { connector: row.connector, name: row.name, values: this.vault.open(row) };
  }

  /** Nothing when the key changed: entering all values again is the way out. */
  private readable(row: ConnectionRow): Values {
    try {
      return this.vault.open(row);
    } catch (error) {
      if (isAppError(error) && error.code === 'CONNECTION_UNREADABLE') return {};
      throw error;
    }
  }

  private async row(workspaceId: string, id: string): Promise<ConnectionRow> {
    const row = await this.store.byId(workspaceId, id);
    if (row === null) throw new AppError('CONNECTION_NOT_FOUND', { name: id });
    return row;
  }

  private async requireUnused({ workspaceId, name }: ConnectionRow): Promise<void> {
    const users = await this.usage.usedBy(workspaceId, name);
    if (users.length === 0) return;
    const flows = users.map((flow) => `"${flow.name}"`).join(', ');
    throw new AppError('CONNECTION_IN_USE', { name, flows }, { details: { used_by: users } });
  }

  private async shown(row: ConnectionRow): Promise<Connection> {
    return {
      id: row.id,
      connector: row.connector,
      name: row.name,
      fields: row.fields,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
      used_by: await this.usage.usedBy(row.workspaceId, row.name),
    };
  }
}
