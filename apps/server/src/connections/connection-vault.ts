import { Inject, Injectable } from '@nestjs/common';
import { AppError, isJsonObject } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import type { ConnectionRow } from './connection.entity.ts';
import type { Values } from './connection-values.ts';
import { open, seal } from './envelope.ts';

type Sealed = Pick<ConnectionRow, 'id' | 'workspaceId'>;

/** Encrypts and decrypts the values of connections with the installation's key. */
@Injectable()
export class ConnectionVault {
  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  seal(values: Values, row: Sealed): Buffer {
    return seal(JSON.stringify(values), this.config.encryptionKey, placeOf(row));
  }

  /** Throws CONNECTION_UNREADABLE. */
  open(row: ConnectionRow): Record<string, string> {
    const text = open(row.secret, this.config.encryptionKey, placeOf(row));
    if (text === undefined) throw new AppError('CONNECTION_UNREADABLE', { name: row.name });
    const values: unknown = JSON.parse(text);
    const entries = isJsonObject(values) ? Object.entries(values) : [];
    return Object.fromEntries(
      entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
    );
  }
}

/** What the envelope of a connection is bound to. */
export function placeOf({ workspaceId, id }: Sealed): string {
  return `${workspaceId}/${id}`;
}
