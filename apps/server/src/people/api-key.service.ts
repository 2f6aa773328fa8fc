import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, type ApiKey } from '@millrace/model';
import { uuid7 } from '../database/uuid7.ts';
import { ApiKeyStore, type ApiKeyRow, type KeyHolder } from './api-key.store.ts';

/** Tells our keys from others, for people and for scanners that look for leaked ones. */
const PREFIX = 'mrk_';
const KEY_BYTES = 32;
const START_LENGTH = 8;

/** "Last used" is exact to this; writing it on every call would double the cost of a read. */
const USE_RESOLUTION_MS = 60_000;

/** API keys: 256 random bits, stored as their sha256. */
@Injectable()
export class ApiKeyService {
  constructor(@Inject(ApiKeyStore) private readonly store: ApiKeyStore) {}

  /** The only answer that ever holds the key. */
  async create(
    owner: { workspaceId: string; userId: string },
    name: string,
  ): Promise<ApiKey & { key: string }> {
    const key = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const row = rowOf(key, name);
    await this.store.insert({ ...row, ...owner, hash: hashOf(key) });
    return { ...shown(row), key };
  }

  /** Takes a key that someone else made; true when it was not known before. */
  adopt(
    owner: { workspaceId: string; userId: string },
    name: string,
    key: string,
  ): Promise<boolean> {
    return this.store.insert({ ...rowOf(key, name), ...owner, hash: hashOf(key) });
  }

  async list(workspaceId: string): Promise<ApiKey[]> {
    return (await this.store.all(workspaceId)).map(shown);
  }

  /** Holds from the next call on. Throws API_KEY_NOT_FOUND. */
  async revoke(workspaceId: string, id: string): Promise<void> {
    const found = await this.store.remove(workspaceId, id);
    if (!found) throw new AppError('API_KEY_NOT_FOUND', { id });
  }

  async holder(key: string): Promise<KeyHolder | undefined> {
    const holder = await this.store.holder(hashOf(key));
    if (holder === undefined) return undefined;
    const now = new Date();
    const unseen = now.getTime() - (holder.lastUsedAt?.getTime() ?? 0);
    if (unseen > USE_RESOLUTION_MS) await this.store.touch(holder.keyId, now);
    return holder;
  }
}

function rowOf(key: string, name: string): ApiKeyRow {
  const start = key.slice(0, START_LENGTH);
  return { id: uuid7(), name, start, createdAt: new Date(), lastUsedAt: null };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function shown({ id, name, start, createdAt, lastUsedAt }: ApiKeyRow): ApiKey {
  return {
    id,
    name,
    start,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
