import { AppError } from '@millrace/model';
import { keysOf, openDatabase } from '../boot/database.ts';
import { loadConfig } from '../config/config.ts';
import { dropFormerKey, renewKey } from '../config/data-dir.ts';
import { rotateKeys } from '../connections/key-rotation.ts';
import { print } from './print.ts';

/**
 * Encrypts what is stored anew. With the key in the environment servers go on meanwhile, given both keys; a
 * key in the data directory is replaced by a new one, with the server stopped.
 */
export async function keysRotateCommand(): Promise<void> {
  const config = loadConfig(process.env);
  const isKept = config.encryptionKey === undefined;
  if (isKept && config.databaseUrl !== undefined) {
    throw new AppError('KEY_ROTATION_UNREADY', {
      reason: 'the database may have other servers, which do not know a key of this directory',
    });
  }
  if (!isKept && config.formerKey === undefined) {
    throw new AppError('KEY_ROTATION_UNREADY', { reason: 'the former key is not given' });
  }
  // Opened with the key as it is: a directory that is in use, or of another database, changes nothing.
  const database = await openDatabase(config, (error) => print(`The database: ${error.message}`));
  try {
    if (isKept) await renewKey(config.dataDir);
    const keys = await keysOf(config);
    const { connections, unreadable } = await rotateKeys(database.pool, keys, (done, of) =>
      print(`${done} of ${of} connections`),
    );
    if (isKept) await dropFormerKey(config.dataDir);
    print(`${connections} connections were encrypted anew. Everything is of the new key now.`);
    if (unreadable.length > 0) {
      print(`Neither key opens: ${unreadable.join(', ')}. Enter their credentials again.`);
    }
    if (!isKept) print('Remove MILLRACE_ENCRYPTION_KEY_OLD at the next start of each server.');
  } finally {
    await database.close();
  }
}
