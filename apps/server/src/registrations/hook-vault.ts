import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { open, seal } from '../connections/envelope.ts';
import type { RegistrationRow } from './registration.ts';

type Place = Pick<RegistrationRow, 'id' | 'workspaceId'>;

/** Encrypts the signing secrets of webhooks as those of connections are, bound to their rows. */
@Injectable()
export class HookVault {
  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  seal(secret: string, row: Place): Buffer {
    return seal(secret, this.config.encryptionKey, placeOf(row));
  }

  /** Undefined where there is none. Throws CONNECTION_UNREADABLE when the key is another. */
  open(row: Place & Pick<RegistrationRow, 'secret' | 'connection'>): string | undefined {
    if (row.secret === null) return undefined;
    const text = this.readable(row);
    if (text === undefined) throw new AppError('CONNECTION_UNREADABLE', { name: row.connection });
    return text;
  }

  /** The same; undefined also when the key is another. */
  readable(row: Place & Pick<RegistrationRow, 'secret'>): string | undefined {
    if (row.secret === null) return undefined;
    return open(row.secret, this.config.encryptionKey, placeOf(row));
  }
}

function placeOf({ workspaceId, id }: Place): string {
  return `registration/${workspaceId}/${id}`;
}
