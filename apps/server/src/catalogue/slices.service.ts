import { Inject, Injectable } from '@nestjs/common';
import { AppError, parseJson, sliceSchema, type Slice, type SliceKind } from '@millrace/model';
import {
  hashOfSlice,
  pinnedAction,
  sliceOf,
  type Action,
  type Connector,
} from '@millrace/connector-kit';
import { LRUCache } from 'lru-cache';
import { splitId, type Catalogue } from './catalogue.ts';
import { SliceStore } from './slice.store.ts';

/** Kept slices in memory, and actions compiled from them. */
const MOST_KEPT = 500;

/** A slice, and what names it. */
export interface NamedSlice {
  slice: Slice;
  hash: string;
}

/**
 * What flows keep of connectors, so that a newer version changes no flow by itself. A slice that is in
 * the database stays there: flows name it by its hash.
 */
@Injectable()
export class Slices {
  private readonly newestOf = new WeakMap<Connector, Map<string, NamedSlice | undefined>>();
  private readonly stored = new Set<string>();
  private readonly read = new LRUCache<string, Slice>({ max: MOST_KEPT });
  private readonly compiled = new WeakMap<Connector, LRUCache<string, Action>>();

  constructor(@Inject(SliceStore) private readonly store: SliceStore) {}

  /** The slice of an action or trigger as the catalogue has it; undefined for one that is code. */
  newest(catalogue: Catalogue, kind: SliceKind, id: string): NamedSlice | undefined {
    const [connectorId, ownId] = splitId(id);
    const connector = catalogue.connector(connectorId);
    const known = this.newestOf.get(connector) ?? new Map<string, NamedSlice | undefined>();
    this.newestOf.set(connector, known);
    const key = `${kind} ${ownId}`;
    if (!known.has(key)) known.set(key, cut(connector, kind, ownId));
    return known.get(key);
  }

  /** True for an action that is code: part of this server, which has only one version of it. */
  isCode(catalogue: Catalogue, id: string): boolean {
    const [connectorId, ownId] = splitId(id);
    const { document, actions } = catalogue.connector(connectorId);
    const written = document?.actions?.[ownId];
    return actions.has(ownId) && written?.request === undefined && written?.steps === undefined;
  }

  /** Stores the newest slice under the version of its connector; gives its hash. */
  async keep(catalogue: Catalogue, kind: SliceKind, id: string): Promise<string | undefined> {
    const newest = this.newest(catalogue, kind, id);
    if (newest === undefined) return undefined;
    const [connector, ownId] = splitId(id);
    const { hash, slice } = newest;
    const { version = 1 } = catalogue.manifest(connector);
    const workspaceId = catalogue.ownerOf(connector);
    const key = `${hash} ${version} ${workspaceId ?? ''}`;
    if (!this.stored.has(key)) {
      const document = JSON.stringify(slice);
      await this.store.keep({ workspaceId, connector, version, kind, id: ownId, hash, document });
      this.stored.add(key);
    }
    return hash;
  }

  /** The slice that a version of a connector has; undefined when this server never kept it. */
  async ofVersion(
    catalogue: Catalogue,
    kind: SliceKind,
    id: string,
    version: number,
  ): Promise<NamedSlice | undefined> {
    const [connector, ownId] = splitId(id);
    if (catalogue.find(connector)?.version === version) return this.newest(catalogue, kind, id);
    const workspaceId = catalogue.ownerOf(connector);
    const hash = await this.store.hashOf({ workspaceId, connector, version, kind, id: ownId });
    if (hash === undefined) return undefined;
    return { hash, slice: await this.byHash(hash) };
  }

  /** Throws RUN_DATA_GONE when it is not there, CONNECTOR_INVALID when it cannot be read. */
  async byHash(hash: string): Promise<Slice> {
    const kept = this.read.get(hash);
    if (kept !== undefined) return kept;
    const text = await this.store.document(hash);
    if (text === undefined) throw new AppError('RUN_DATA_GONE');
    const { success, data } = sliceSchema.safeParse(parseJson(text));
    if (!success) {
      const reason = 'what a published flow kept of it cannot be read by this version of Millrace';
      throw new AppError('CONNECTOR_INVALID', { id: hash, reason });
    }
    this.read.set(hash, data);
    return data;
  }

  /** The action of a kept slice with the account of the connector as it is. Throws CONNECTOR_NOT_FOUND, HOST_NOT_ALLOWED. */
  action(catalogue: Catalogue, { hash, slice }: NamedSlice): Action {
    const connector = catalogue.connector(slice.connector);
    const ready = this.compiled.get(connector) ?? new LRUCache<string, Action>({ max: MOST_KEPT });
    this.compiled.set(connector, ready);
    const action = ready.get(hash) ?? pinnedAction(connector, slice);
    ready.set(hash, action);
    return action;
  }
}

/** Code is part of Millrace and cannot be kept: its actions change with it. */
function cut({ document }: Connector, kind: SliceKind, id: string): NamedSlice | undefined {
  const slice = document === undefined ? undefined : sliceOf(document, kind, id);
  if (slice === undefined) return undefined;
  const isCode =
    slice.kind === 'action' &&
    slice.action.request === undefined &&
    slice.action.steps === undefined;
  return isCode ? undefined : { slice, hash: hashOfSlice(slice) };
}
