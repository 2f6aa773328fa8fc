import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { isJsonObject } from '@millrace/model';
import type { Tokens } from '@millrace/connector-kit';
import { QueryFailedError, type EntityManager, type Repository } from 'typeorm';
import { ConnectionEntity, type ConnectionRow } from './connection.entity.ts';
import { ConnectionVault } from './connection-vault.ts';

const LOCK_NOT_AVAILABLE = '55P03';

/** The longest a process waits for another that refreshes the same token; longer than that takes. */
const LOCK_TIMEOUT = '25s';

/** Tokens of connections. */
@Injectable()
export class ConnectionTokensStore {
  constructor(
    @InjectRepository(ConnectionEntity) private readonly rows: Repository<ConnectionEntity>,
    @Inject(ConnectionVault) private readonly vault: ConnectionVault,
  ) {}

  /**
   * Does work with a row that no other process works with meanwhile, and commits what it wrote.
   * `undefined` when another one did not let go in time.
   */
  async locked<T>(
    { workspaceId, id }: Pick<ConnectionRow, 'workspaceId' | 'id'>,
    work: (tx: EntityManager, row: ConnectionRow | null) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.rows.manager.transaction(async (tx) => {
        await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        const lock = { mode: 'pessimistic_write' } as const;
        return work(tx, await tx.findOne(ConnectionEntity, { where: { workspaceId, id }, lock }));
      });
    } catch (error) {
      if (isLockTimeout(error)) return undefined;
      throw error;
    }
  }

  /** Keeps fresh tokens, both in one write, and what their answer said; gives the row as it is then. */
  async keep(
    tx: EntityManager,
    row: ConnectionRow,
    { tokens, expiresAt, facts }: Tokens,
    change: Partial<ConnectionRow> = {},
  ): Promise<ConnectionRow> {
    const { values } = this.vault.open(row);
    const kept = {
      ...row,
      ...change,
      secret: this.vault.seal({ values, tokens }, row),
      expiresAt,
      facts: { ...row.facts, ...facts },
    };
    const { id, workspaceId } = row;
    await tx.update(ConnectionEntity, { id, workspaceId }, kept);
    return kept;
  }
}

function isLockTimeout(error: unknown): boolean {
  const driverError: unknown = error instanceof QueryFailedError ? error.driverError : undefined;
  return isJsonObject(driverError) && driverError['code'] === LOCK_NOT_AVAILABLE;
}
