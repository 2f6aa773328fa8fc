import type { Config } from './config.ts';

/** Injection token of {@link ServerConfig}. */
export const CONFIG = Symbol('config');

/** The configuration once the data directory is open: the key is known and the database chosen. */
export interface ServerConfig extends Config {
  databaseUrl: string;
  encryptionKey: Buffer;
  /** Signs the names of files; stays when the encryption key is changed. */
  filesKey: Buffer;
  /** True when this process runs its own PostgreSQL, so no other process shares the database. */
  embedded: boolean;
  /** Directory of the built editor, or undefined when it was not built. */
  editorDir: string | undefined;
}
