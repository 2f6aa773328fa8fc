import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  type connectorCheckSchema,
  isJsonObject,
  manifestSchema,
  MOST_FAULTS,
  type ownConnectorSchema,
  parseJson,
  type AuditAction,
  type Fault,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { connectorOf, hostsOf } from '@millrace/connector-kit';
import type { PoolClient } from 'pg';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { AuditService } from '../../audit/audit.service.ts';
import { uuid7 } from '../../database/uuid7.ts';
import { ifMatches } from '../../http/if-match.ts';
import { ChangeFeed } from '../../stream/change-feed.ts';
import { CatalogueService } from '../catalogue.service.ts';
import { ConnectorUsage, type ConnectorUser } from './connector-usage.ts';
import { checkManifest, givenManifest, manifestInvalid, versionOf } from './given-manifest.ts';
import { OwnConnectorStore, type OwnConnectorRow } from './own-connector.store.ts';

/** Connectors that a workspace may have, and bytes of their manifests: all of them are in memory. */
const MOST_CONNECTORS = 200;
const MOST_BYTES = 32 * 1024 * 1024;
/** Older ones go. What flows use of them is kept as slices, whatever their age. */
const MOST_VERSIONS = 20;
/** Users that an error names, and that its details list. */
const MOST_NAMED = 5;
const MOST_LISTED = 100;

type Given = Readonly<Record<string, unknown>>;
export type ConnectorCheck = z.infer<typeof connectorCheckSchema>;
export type OwnConnector = z.infer<typeof ownConnectorSchema>;

/** The connectors that people make for their own workspace: data like those that come with Millrace. */
@Injectable()
export class OwnConnectors {
  constructor(
    @Inject(OwnConnectorStore) private readonly store: OwnConnectorStore,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ConnectorUsage) private readonly usage: ConnectorUsage,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Throws CONNECTOR_NOT_FOUND, CONNECTOR_NOT_OWN and CONNECTOR_VERSION_NOT_FOUND. */
  async get({ workspaceId }: Actor, id: string, version?: number): Promise<OwnConnector> {
    const row = await this.store.get(workspaceId, id, version);
    if (row !== undefined) return shown(row, []);
    await this.newest(workspaceId, id);
    throw new AppError('CONNECTOR_VERSION_NOT_FOUND', { id, version: version ?? 0 });
  }

  /**
   * Everything that is wrong with a manifest; nothing is kept. Throws MANIFEST_UNREADABLE, MANIFEST_INVALID
   * and CONNECTOR_LIMIT for what cannot be looked at.
   */
  async check({ workspaceId }: Actor, sent: JsonValue): Promise<ConnectorCheck> {
    const given = givenManifest(sent);
    const id = idOf(given);
    const before = await this.store.get(workspaceId, id);
    const { manifest, faults } = checkManifest(given, nextVersion(before?.version ?? 0, given));
    const taken = before === undefined ? this.takenBy(id) : [];
    const all = [...taken, ...faults];
    const fits = manifest !== undefined && all.length === 0;
    return {
      faults: all.slice(0, MOST_FAULTS),
      count: all.length,
      connector: fits ? { ...connectorOf(manifest).manifest, tier: 'own' } : null,
      new_hosts: fits ? newHosts(before, manifest) : [],
    };
  }

  /**
   * Keeps a new connector. It has the number that its manifest names, so that a file of another workspace
   * stays the version it is; one more than any before of the same id, otherwise.
   * Throws CONNECTOR_TAKEN, MANIFEST_UNREADABLE, MANIFEST_INVALID, CONNECTOR_LIMIT and
   * WORKSPACE_CONNECTORS_FULL.
   */
  async create(actor: Actor, sent: JsonValue): Promise<OwnConnector> {
    const { workspaceId } = actor;
    const given = givenManifest(sent);
    const id = idOf(given);
    if (this.takenBy(id).length > 0) {
      throw new AppError('CONNECTOR_TAKEN', { id, whose: 'that comes with Millrace' });
    }
    const made = await this.store.transaction(workspaceId, async (tx) => {
      if ((await this.store.get(workspaceId, id, undefined, tx)) !== undefined) {
        throw new AppError('CONNECTOR_TAKEN', { id, whose: 'of this workspace' });
      }
      const last = await this.store.lastVersion(tx, workspaceId, id);
      return this.save(tx, actor, given, undefined, last);
    });
    this.notify(actor, id);
    return made;
  }

  /**
   * Keeps the next version; what did not change stays the version it is. Throws PRECONDITION_REQUIRED,
   * CONNECTOR_CHANGED, CONNECTOR_NOT_FOUND, CONNECTOR_NOT_OWN and what {@link create} does.
   */
  async update(
    actor: Actor,
    id: string,
    sent: JsonValue,
    etag: string | undefined,
  ): Promise<OwnConnector> {
    const { workspaceId } = actor;
    const given = givenManifest(sent);
    await this.newest(workspaceId, id);
    if (idOf(given) !== id) {
      throw manifestInvalid([{ path: '/id', message: `The connector is "${id}", and stays so.` }]);
    }
    const saved = await this.store.transaction(workspaceId, async (tx) => {
      const before = await this.newest(workspaceId, id, tx);
      requireNewest(before, etag);
      const last = await this.store.lastVersion(tx, workspaceId, id);
      return this.save(tx, actor, given, before, last);
    });
    this.notify(actor, id);
    return saved;
  }

  /** Throws CONNECTOR_NOT_FOUND, CONNECTOR_NOT_OWN, CONNECTOR_CHANGED and CONNECTOR_IN_USE. */
  async remove(actor: Actor, id: string, etag: string | undefined): Promise<void> {
    const { workspaceId } = actor;
    await this.newest(workspaceId, id);
    const users = await this.usage.usedBy(workspaceId, id);
    if (users.length > 0) throw inUse(id, users);
    await this.store.transaction(workspaceId, async (tx) => {
      const before = await this.newest(workspaceId, id, tx);
      if (etag !== undefined) requireNewest(before, etag);
      await this.store.remove(tx, workspaceId, id);
      await this.record(tx, actor, before, 'deleted', { version: before.version });
    });
    this.notify(actor, id);
  }

  private async save(
    tx: PoolClient,
    actor: Actor,
    given: Given,
    before: OwnConnectorRow | undefined,
    last: number,
  ): Promise<OwnConnector> {
    const { workspaceId } = actor;
    const { manifest, faults } = checkManifest(given, nextVersion(last, given));
    if (manifest === undefined) throw manifestInvalid(faults);
    const isSame = before?.document === textOf({ ...manifest, version: before?.version ?? 0 });
    if (isSame && versionOf(given) <= before.version) return shown(before, []);
    const { id, version } = manifest;
    const document = textOf(manifest);
    await this.requireRoom(tx, workspaceId, id, document);
    const uid = before?.uid ?? uuid7();
    const row = {
      ...{ uid, id, version, workspaceId, document },
      ...{ createdAt: new Date(), createdBy: actor.by.name },
    };
    await this.store.insert(tx, row);
    await this.store.prune(tx, workspaceId, id, MOST_VERSIONS);
    const hosts = newHosts(before, manifest);
    const summary = { connector: id, version, ...(hosts.length > 0 && { new_hosts: hosts }) };
    await this.record(tx, actor, row, before === undefined ? 'created' : 'changed', summary);
    return shown(row, hosts);
  }

  private async requireRoom(
    tx: PoolClient,
    workspaceId: string,
    id: string,
    document: string,
  ): Promise<void> {
    const { connectors, bytes } = await this.store.totals(tx, workspaceId, id);
    if (connectors >= MOST_CONNECTORS) {
      const what = `${connectors + 1} connectors`;
      throw new AppError('WORKSPACE_CONNECTORS_FULL', { what, limit: `${MOST_CONNECTORS}` });
    }
    if (bytes + Buffer.byteLength(document) > MOST_BYTES) {
      throw new AppError('WORKSPACE_CONNECTORS_FULL', { what: 'over 32 MB', limit: '32 MB' });
    }
  }

  /** Throws CONNECTOR_NOT_FOUND and CONNECTOR_NOT_OWN. */
  private async newest(workspaceId: string, id: string, tx?: PoolClient): Promise<OwnConnectorRow> {
    const row = await this.store.get(workspaceId, id, undefined, tx);
    if (row !== undefined) return row;
    const isShipped = this.catalogues.shipped.find(id) !== undefined;
    throw new AppError(isShipped ? 'CONNECTOR_NOT_OWN' : 'CONNECTOR_NOT_FOUND', { id });
  }

  private takenBy(id: string): Fault[] {
    const shipped = this.catalogues.shipped.find(id);
    if (shipped === undefined) return [];
    return [{ path: '/id', message: `"${id}" is the id of a connector that comes with Millrace.` }];
  }

  private record(
    tx: PoolClient,
    actor: Actor,
    { id, uid, document }: OwnConnectorRow,
    action: AuditAction,
    summary: Record<string, unknown>,
  ): Promise<void> {
    const { name } = manifestOf(document);
    const called = typeof name === 'string' ? name : id;
    const thing = { kind: 'connector', id: uid, name: called } as const;
    return this.audit.record(tx, actor, { action, thing, summary });
  }

  /** This process at once, before the answer; the database notifies the others. */
  private notify({ workspaceId }: Actor, id: string): void {
    this.feed.deliver({ workspace: workspaceId, message: { kind: 'connector', id } });
  }
}

/** One more than the last, and at least what the manifest names. */
function nextVersion(last: number, given: Given): number {
  return Math.max(last + 1, versionOf(given));
}

function idOf({ id }: Given): string {
  return typeof id === 'string' ? id : '';
}

function textOf(manifest: Manifest): string {
  return JSON.stringify(manifest);
}

function manifestOf(document: string): Record<string, JsonValue> {
  const value = parseJson(document);
  return isJsonObject(value) ? value : {};
}

function shown(row: OwnConnectorRow, hosts: string[]): OwnConnector {
  const { id, version, uid, createdAt, createdBy, document } = row;
  return {
    ...{ id, version, uid, etag: etagOf(row), new_hosts: hosts },
    ...{ created_at: createdAt.toISOString(), created_by: createdBy },
    manifest: manifestOf(document),
  };
}

function etagOf({ version }: OwnConnectorRow): string {
  return `"${version}"`;
}

/** Writing over a version nobody has seen loses somebody's work: it takes the etag, or a plain `*`. */
function requireNewest(row: OwnConnectorRow, etag: string | undefined): void {
  if (etag === undefined) throw new AppError('PRECONDITION_REQUIRED');
  if (!ifMatches(etagOf(row), etag)) throw new AppError('CONNECTOR_CHANGED', { id: row.id });
}

/** Accounts of the version before would send their credentials there. */
function newHosts(before: OwnConnectorRow | undefined, manifest: Manifest): string[] {
  if (before === undefined) return [];
  const { data } = manifestSchema.safeParse(parseJson(before.document));
  const known = new Set(data === undefined ? [] : hostsOf(data));
  return hostsOf(manifest).filter((host) => !known.has(host));
}

function inUse(id: string, users: readonly ConnectorUser[]): AppError {
  const named = users.slice(0, MOST_NAMED).map(({ kind, name }) => `${kind} "${name}"`);
  if (users.length > MOST_NAMED) named.push(`${users.length - MOST_NAMED} more`);
  const details = { used_by: users.slice(0, MOST_LISTED) };
  return new AppError('CONNECTOR_IN_USE', { id, users: named.join(', ') }, { details });
}
