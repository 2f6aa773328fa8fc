import { AppError } from '@millrace/model';
import type { Pool } from 'pg';

const OLDEST = 140_000;

/** Settings under which an acknowledged event could be lost, and the values that are safe. */
const DURABILITY = [
  { setting: 'fsync', safe: (value: string) => value === 'on' },
  { setting: 'full_page_writes', safe: (value: string) => value === 'on' },
  { setting: 'synchronous_commit', safe: (value: string) => value !== 'off' },
];

export interface DatabaseReport {
  /** Settings that were found unsafe and accepted by the operator. */
  unsafe: { setting: string; value: string }[];
}

/**
 * Checks that the database can keep the promise that an acknowledged event is never lost.
 * Throws DATABASE_UNREACHABLE, DATABASE_TOO_OLD or DURABILITY_OFF.
 */
export async function checkDatabase(pool: Pool, acceptUnsafe: boolean): Promise<DatabaseReport> {
  const settings = await readSettings(pool);
  const version = Number(settings.get('server_version_num'));
  if (version < OLDEST) {
    throw new AppError('DATABASE_TOO_OLD', { version: settings.get('server_version') ?? version });
  }
  const unsafe = DURABILITY.flatMap(({ setting, safe }) => {
    const value = settings.get(setting) ?? 'unknown';
    return safe(value) ? [] : [{ setting, value }];
  });
  const [first] = unsafe;
  if (first !== undefined && !acceptUnsafe) throw new AppError('DURABILITY_OFF', first);
  return { unsafe };
}

async function readSettings(pool: Pool): Promise<Map<string, string>> {
  try {
    const { rows } = await pool.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
      [['server_version', 'server_version_num', ...DURABILITY.map(({ setting }) => setting)]],
    );
    return new Map(rows.map((row) => [row.name, row.setting]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { host, database } = pool.options;
    const target = `${host ?? 'the given address'}/${database ?? ''}`;
    throw new AppError('DATABASE_UNREACHABLE', { target, reason }, { cause: error });
  }
}
