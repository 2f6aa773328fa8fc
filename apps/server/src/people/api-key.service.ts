import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, type ApiKey, type Role } from '@millrace/model';
import { systemActor, userOf, type Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { nextOf } from '../http/next-page.ts';
import { ApiKeyStore, type ApiKeyRow, type KeyHolder } from './api-key.store.ts';
import { lesserRole } from './role.ts';

/** Tells our keys from others, for people and for scanners that look for leaked ones. */
const PREFIX = 'mrk_';
const KEY_BYTES = 32;
const START_LENGTH = 8;

/** "Last used" is exact to this; writing it on every call would double the cost of a read. */
const USE_RESOLUTION_MS = 60_000;

/** API keys: 256 random bits, stored as their sha256. */
@Injectable()
export class ApiKeyService {
  constructor(
    @Inject(ApiKeyStore) private readonly store: ApiKeyStore,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** The only answer that ever holds the key. It may do at most what its maker may. */
  async create(
    actor: Actor,
    { name, role = actor.role }: { name: string; role?: Role | undefined },
  ): Promise<ApiKey & { key: string }> {
    const userId = userOf(actor);
    if (userId === undefined) throw new Error('A key belongs to a person.');
    const key = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const row = rowOf(key, name, lesserRole(role, actor.role));
    await this.insert(actor, userId, row, key);
    return { ...shown(row), key };
  }

  /** Takes an owner's key that the environment gives; true when it was not known before. */
  adopt(
    { workspaceId, userId }: { workspaceId: string; userId: string },
    name: string,
    key: string,
  ): Promise<boolean> {
    const actor = systemActor(workspaceId, 'environment');
    return this.insert(actor, userId, rowOf(key, name, 'owner'), key);
  }

  async list(
    { workspaceId }: Actor,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: ApiKey[]; next: string | null }> {
    const rows = await this.store.page(workspaceId, limit + 1, cursor);
    return { items: rows.slice(0, limit).map(shown), next: nextOf(rows, limit) };
  }

  /** Holds from the next call on. Throws API_KEY_NOT_FOUND. */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.store.transaction(async (tx) => {
      const removed = await this.store.remove(tx, actor.workspaceId, id);
      if (removed === undefined) throw new AppError('API_KEY_NOT_FOUND', { id });
      const thing = { kind: 'api_key', id, name: removed.name } as const;
      await this.audit.record(tx, actor, { action: 'deleted', thing });
    });
  }

  async holder(key: string): Promise<KeyHolder | undefined> {
    const holder = await this.store.holder(hashOf(key));
    if (holder === undefined) return undefined;
    const now = new Date();
    const unseen = now.getTime() - (holder.lastUsedAt?.getTime() ?? 0);
    if (unseen > USE_RESOLUTION_MS) await this.store.touch(holder.keyId, now);
    return holder;
  }

  private insert(actor: Actor, userId: string, row: ApiKeyRow, key: string): Promise<boolean> {
    const { workspaceId } = actor;
    return this.store.transaction(async (tx) => {
      const made = await this.store.insert(tx, { ...row, workspaceId, userId, hash: hashOf(key) });
      const { id, name, role } = row;
      const thing = { kind: 'api_key', id, name } as const;
      if (made) await this.audit.record(tx, actor, { action: 'created', thing, summary: { role } });
      return made;
    });
  }
}

function rowOf(key: string, name: string, role: Role): ApiKeyRow {
  const start = key.slice(0, START_LENGTH);
  return { id: uuid7(), name, role, start, createdAt: new Date(), lastUsedAt: null };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function shown({ id, name, role, start, createdAt, lastUsedAt }: ApiKeyRow): ApiKey {
  return {
    id,
    name,
    role,
    start,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
