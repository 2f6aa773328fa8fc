import { Inject, Injectable } from '@nestjs/common';
import { AppError, isJsonObject } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import type { ConnectionRow } from './connection.entity.ts';
import type { Values } from './connection-values.ts';
import { openAny, seal } from './envelope.ts';

type Sealed = Pick<ConnectionRow, 'id' | 'workspaceId'>;

/** What of a connection only the kit may see. */
export interface Secrets {
  values: Record<string, string>;
  /** Texts that were got for the account: `token`, `refresh_token`. */
  tokens: Record<string, string>;
}

/** Encrypts and decrypts values and tokens of connections with the installation's key. */
@Injectable()
export class ConnectionVault {
  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  seal({ values, tokens }: { values: Values; tokens: Values }, row: Sealed): Buffer {
    return seal(JSON.stringify({ values, tokens }), this.config.encryptionKey, placeOf(row));
  }

  /** Throws CONNECTION_UNREADABLE. */
  open(row: Sealed & Pick<ConnectionRow, 'name' | 'secret'>): Secrets {
    const { encryptionKey, formerKey } = this.config;
    const text = openAny(row.secret, [encryptionKey, formerKey], placeOf(row));
    if (text === undefined) throw new AppError('CONNECTION_UNREADABLE', { name: row.name });
    return secretsOf(JSON.parse(text));
  }
}

/** Envelopes from before there were tokens hold the values alone, all of them texts. */
function secretsOf(opened: unknown): Secrets {
  if (isJsonObject(opened) && isJsonObject(opened['values'])) {
    return { values: textsOf(opened['values']), tokens: textsOf(opened['tokens']) };
  }
  return { values: textsOf(opened), tokens: {} };
}

function textsOf(value: unknown): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, member]) => (typeof member === 'string' ? [[key, member]] : [])),
  );
}

/** What the envelope of a connection is bound to. */
export function placeOf({ workspaceId, id }: Sealed): string {
  return `${workspaceId}/${id}`;
}
