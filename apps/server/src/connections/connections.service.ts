import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isAppError,
  type AuditAction,
  type Connection,
  type ConnectorInfo,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { nextOf } from '../http/next-page.ts';
import type { ConnectionRow } from './connection.entity.ts';
import { ConnectionCache } from './connection-cache.ts';
import { checkKind, FIRST_KIND, kindOf } from './connection-kind.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionSetup } from './connection-setup.ts';
import { ConnectionStore } from './connection.store.ts';
import { ConnectionUsage, type ConnectionUser } from './connection-usage.ts';
import { checkValues, valuesOfKind } from './connection-values.ts';
import { ConnectionVault, type Secrets } from './connection-vault.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/** Flows that an error names, and that an answer lists. */
const MOST_NAMED = 5;
const MOST_LISTED = 100;

export interface ConnectionPage {
  items: Connection[];
  next: string | null;
}

/** A connection without what it holds. */
export interface KnownConnection {
  id: string;
  name: string;
  connector: string;
  /** True when calls are made without credentials. */
  isOpen: boolean;
}

/** Connections: values go in, and only the worker, the intake and a test ever see them again. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(ConnectionStore) private readonly store: ConnectionStore,
    @Inject(ConnectionVault) private readonly vault: ConnectionVault,
    @Inject(ConnectionUsage) private readonly usage: ConnectionUsage,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionSetup) private readonly setup: ConnectionSetup,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** The decrypted connection of a name. Throws CONNECTION_UNREADABLE when the key is another. */
  resolve(workspaceId: string, name: string): Promise<ResolvedConnection | undefined> {
    return this.opener.byName(workspaceId, name);
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

  /** What is known of the connection of a name without opening it. */
  async known(workspaceId: string, name: string): Promise<KnownConnection | undefined> {
    const row = await this.store.byName(workspaceId, name);
    if (row === null) return undefined;
    const { id, connector, auth, fields } = row;
    const info = (await this.catalogues.of(workspaceId)).find(connector);
    const kind = info === undefined ? undefined : kindOf(info, auth, fields)?.kind;
    return { id, name, connector, isOpen: kind === 'none' };
  }

  /** The decrypted connection of an id. Throws CONNECTION_NOT_FOUND or CONNECTION_UNREADABLE. */
  byId(workspaceId: string, id: string): Promise<ResolvedConnection> {
    return this.opener.byId(workspaceId, id);
  }

  async page(
    { workspaceId }: Actor,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<ConnectionPage> {
    const rows = await this.store.page(workspaceId, limit + 1, cursor);
    const items = await this.shown(workspaceId, rows.slice(0, limit));
    return { items, next: nextOf(rows, limit) };
  }

  /** Throws CONNECTION_NOT_FOUND. */
  async get({ workspaceId }: Actor, id: string): Promise<Connection> {
    return this.shownOne(await this.row(workspaceId, id));
  }

  /** Throws CONNECTOR_NOT_FOUND, REQUEST_INVALID or CONNECTION_NAME_TAKEN. */
  async create(actor: Actor, request: CreateConnectionRequest): Promise<Connection> {
    const { workspaceId } = actor;
    const { connector, name } = request;
    const manifest = (await this.catalogues.of(workspaceId)).manifest(connector);
    const keys = Object.keys(request.values);
    const auth = checkKind(manifest, request.auth, keys);
    const values = checkValues(manifest, kindOf(manifest, auth, keys), request.values);
    const now = new Date();
    const id = uuid7();
    const secret = this.vault.seal({ values, tokens: {} }, { id, workspaceId });
    const row = {
      ...{ id, workspaceId, connector, name, auth, fields: Object.keys(values), secret },
      ...{ ...UNTRIED, createdAt: now, updatedAt: now },
    };
    await this.store.transaction(async (tx) => {
      await this.store.insert(tx, row);
      await this.record(tx, actor, row, 'created', { connector, fields: row.fields });
    });
    this.cache.forget(workspaceId);
    this.setup.later(workspaceId, id);
    return this.shownOne(row);
  }

  /**
   * Changes the name and those values that are given; an empty one is removed. Flows know a
   * connection by its name, so one in use keeps it.
   * Throws CONNECTION_NOT_FOUND, CONNECTION_IN_USE, CONNECTION_NAME_TAKEN or REQUEST_INVALID.
   */
  async update(actor: Actor, id: string, request: UpdateConnectionRequest): Promise<Connection> {
    const { workspaceId } = actor;
    const known = await this.row(workspaceId, id);
    if (request.name !== undefined && request.name !== known.name) await this.requireUnused(known);
    const changed = await this.store.transaction(async (tx) => {
      const row = found(await this.store.lock(tx, workspaceId, id), id);
      const next = await this.changed(row, request);
      await this.store.update(tx, next);
      await this.record(tx, actor, next, 'changed', summaryOf(row, next, request));
      return next;
    });
    this.cache.forget(workspaceId);
    const isAnew = request.values !== undefined || request.auth !== undefined;
    if (isAnew) this.setup.later(workspaceId, id);
    return this.shownOne(changed);
  }

  /** Whatever is saved anew has to be tried anew. */
  private async changed(
    row: ConnectionRow,
    request: UpdateConnectionRequest,
  ): Promise<ConnectionRow> {
    const { name = row.name } = request;
    const renamed = { ...row, name, updatedAt: new Date() };
    if (request.values === undefined && request.auth === undefined) return renamed;
    const manifest = (await this.catalogues.of(row.workspaceId)).manifest(row.connector);
    const auth = checkKind(manifest, request.auth ?? row.auth, row.fields);
    const kind = kindOf(manifest, auth, row.fields);
    const known = this.readable(row);
    const isOther = kind?.id !== kindOf(manifest, row.auth, row.fields)?.id;
    // Some of the values of one that named no kind may be of another.
    const kept =
      isOther || row.auth === FIRST_KIND
        ? valuesOfKind(manifest, kind, known.values)
        : known.values;
    const values = checkValues(manifest, kind, { ...kept, ...request.values });
    // What a person allowed stays; a token that follows from the values does not outlive them.
    const isKept = !isOther && kind?.signsIn === true;
    const secret = this.vault.seal({ values, tokens: isKept ? known.tokens : {} }, row);
    const { account, expiresAt, facts } = isKept ? row : UNTRIED;
    return {
      ...{ ...renamed, ...UNTRIED, auth, secret, fields: Object.keys(values) },
      ...{ account, expiresAt, facts },
    };
  }

  /** Throws CONNECTION_NOT_FOUND or CONNECTION_IN_USE. */
  async remove(actor: Actor, id: string): Promise<void> {
    const row = await this.row(actor.workspaceId, id);
    await this.requireUnused(row);
    await this.store.transaction(async (tx) => {
      await this.store.remove(tx, row);
      await this.record(tx, actor, row, 'deleted', { connector: row.connector });
    });
    this.cache.forget(actor.workspaceId);
  }

  /** Nothing when the key changed: entering all values again is the way out. */
  private readable(row: ConnectionRow): Secrets {
    try {
      return this.vault.open(row);
    } catch (error) {
      if (isAppError(error) && error.code === 'CONNECTION_UNREADABLE') {
        return { values: {}, tokens: {} };
      }
      throw error;
    }
  }

  private async row(workspaceId: string, id: string): Promise<ConnectionRow> {
    return found(await this.store.byId(workspaceId, id), id);
  }

  private async requireUnused({ workspaceId, name }: ConnectionRow): Promise<void> {
    const users = (await this.usage.usedBy(workspaceId, [name])).get(name) ?? [];
    if (users.length === 0) return;
    const flows = users.slice(0, MOST_NAMED).map((flow) => `"${flow.name}"`);
    if (users.length > MOST_NAMED) flows.push(`${users.length - MOST_NAMED} more`);
    const details = { used_by: users.slice(0, MOST_LISTED) };
    throw new AppError('CONNECTION_IN_USE', { name, flows: flows.join(', ') }, { details });
  }

  private record(
    tx: AuditTransaction,
    actor: Actor,
    { id, name }: ConnectionRow,
    action: AuditAction,
    summary: Record<string, unknown>,
  ): Promise<void> {
    const thing = { kind: 'connection', id, name } as const;
    return this.audit.record(tx, actor, { action, thing, summary });
  }

  private async shownOne(row: ConnectionRow): Promise<Connection> {
    const [connection] = await this.shown(row.workspaceId, [row]);
    return found(connection ?? null, row.id);
  }

  /** One query for the flows of all of them. */
  private async shown(workspaceId: string, rows: readonly ConnectionRow[]): Promise<Connection[]> {
    const users = await this.usage.usedBy(
      workspaceId,
      rows.map(({ name }) => name),
    );
    const catalogue = await this.catalogues.of(workspaceId);
    return rows.map((row) => {
      const kind = kindShown(catalogue.find(row.connector), row);
      return shownRow(row, kind, users.get(row.name) ?? []);
    });
  }
}

function kindShown(info: ConnectorInfo | undefined, { auth, fields }: ConnectionRow): string {
  return (info === undefined ? undefined : kindOf(info, auth, fields)?.id) ?? auth;
}

type TriedColumn = 'facts' | 'status' | 'statusReason' | 'checkedAt' | 'expiresAt' | 'account';
type Tried = Pick<ConnectionRow, TriedColumn>;

/** What is known of a connection nobody has tried. */
const UNTRIED: Tried = {
  facts: {},
  status: 'untested',
  statusReason: null,
  checkedAt: null,
  expiresAt: null,
  account: null,
};

function shownRow(row: ConnectionRow, auth: string, users: ConnectionUser[]): Connection {
  return {
    ...{ id: row.id, connector: row.connector, name: row.name, auth, fields: row.fields },
    ...{ status: row.status, status_reason: row.statusReason, account: row.account },
    checked_at: row.checkedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    used_by: users.slice(0, MOST_LISTED),
  };
}

function found<T>(row: T | null, id: string): T {
  if (row === null) throw new AppError('CONNECTION_NOT_FOUND', { name: id });
  return row;
}

/** Which values were given, never what they are. */
function summaryOf(
  before: ConnectionRow,
  after: ConnectionRow,
  { values }: UpdateConnectionRequest,
): Record<string, unknown> {
  return {
    ...(before.auth === after.auth ? {} : { auth: { from: before.auth, to: after.auth } }),
    ...(before.name === after.name ? {} : { name: { from: before.name, to: after.name } }),
    ...(values === undefined ? {} : { values_given: Object.keys(values) }),
  };
}
