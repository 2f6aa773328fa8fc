import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { AppError, isJsonObject } from '@millrace/model';
import { In, LessThan, QueryFailedError, type EntityManager, type Repository } from 'typeorm';
import { ConnectionEntity, type ConnectionRow } from './connection.entity.ts';

const UNIQUE_VIOLATION = '23505';

/** Rows of connections. */
@Injectable()
export class ConnectionStore {
  constructor(
    @InjectRepository(ConnectionEntity) private readonly rows: Repository<ConnectionEntity>,
  ) {}

  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.rows.manager.transaction(work);
  }

  /** A row that nobody else changes until the transaction ends. */
  lock(tx: EntityManager, workspaceId: string, id: string): Promise<ConnectionRow | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.findOne(ConnectionEntity, { where: { workspaceId, id }, lock });
  }

  /** Those for a connector, oldest first. */
  ofConnector(
    workspaceId: string,
    connector: string,
  ): Promise<Pick<ConnectionRow, 'id' | 'name'>[]> {
    const select = { id: true, name: true } as const;
    return this.rows.find({ where: { workspaceId, connector }, select, order: { id: 'ASC' } });
  }

  /** Throws CONNECTION_NAME_TAKEN. */
  async insert(tx: EntityManager, row: ConnectionRow): Promise<void> {
    await named(row.name, tx.insert(ConnectionEntity, row));
  }

  /** Throws CONNECTION_NAME_TAKEN. */
  async update(tx: EntityManager, row: ConnectionRow): Promise<void> {
    const { id, workspaceId } = row;
    await named(row.name, tx.update(ConnectionEntity, { id, workspaceId }, row));
  }

  async remove(tx: EntityManager, { id, workspaceId }: ConnectionRow): Promise<void> {
    await tx.delete(ConnectionEntity, { id, workspaceId });
  }

  byId(workspaceId: string, id: string): Promise<ConnectionRow | null> {
    return this.rows.findOneBy({ workspaceId, id });
  }

  byName(workspaceId: string, name: string): Promise<ConnectionRow | null> {
    return this.rows.findOneBy({ workspaceId, name });
  }

  /** Newest first, those before `before`. */
  page(workspaceId: string, limit: number, before?: string): Promise<ConnectionRow[]> {
    return this.rows.find({
      where: { workspaceId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  async allNames(workspaceId: string): Promise<string[]> {
    const rows = await this.rows.find({
      where: { workspaceId },
      select: { id: true, name: true },
      order: { name: 'ASC' },
    });
    return rows.map((row) => row.name);
  }

  async names(workspaceId: string, wanted: readonly string[]): Promise<Set<string>> {
    if (wanted.length === 0) return new Set();
    const rows = await this.rows.find({
      where: { workspaceId, name: In([...wanted]) },
      select: { id: true, name: true },
    });
    return new Set(rows.map((row) => row.name));
  }
}

async function named<T>(name: string, written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    const driverError: unknown = error instanceof QueryFailedError ? error.driverError : undefined;
    const code = isJsonObject(driverError) ? driverError['code'] : undefined;
    if (code === UNIQUE_VIOLATION) throw new AppError('CONNECTION_NAME_TAKEN', { name });
    throw error;
  }
}
