/** Errors that stop the server from starting, and of the command line. */
export const START_ERRORS = {
  CONFIG_INVALID: {
    status: 500,
    message: '{name} is not right: {reason}.',
    hint: 'Correct it and start again. See docs/configuration.md.',
    actor: 'user',
  },
  CONFIG_UNKNOWN: {
    status: 500,
    message: '{name} is not a setting of Millrace.',
    hint: 'Did you mean {nearest}? See docs/configuration.md.',
    actor: 'user',
  },
  PORT_IN_USE: {
    status: 500,
    message: 'Port {port} on {host} is taken by another program.',
    hint: 'Stop that program, or set MILLRACE_PORT to another port.',
    actor: 'user',
  },
  ALREADY_RUNNING: {
    status: 500,
    message: 'Millrace is already running on {dir} (process {pid}).',
    hint: 'Stop that process first, or set MILLRACE_DATA_DIR to another directory.',
    actor: 'user',
  },
  DATA_DIR_UNUSABLE: {
    status: 500,
    message: 'The data directory {dir} cannot be used: {reason}.',
    hint: 'Give this user write access to it, or set MILLRACE_DATA_DIR.',
    actor: 'user',
  },
  POSTGRES_START_FAILED: {
    status: 500,
    message: 'The embedded PostgreSQL did not start: {reason}',
    hint: 'Read {log}, or set MILLRACE_DATABASE_URL to a server of your own.',
    actor: 'user',
  },
  POSTGRES_PLATFORM: {
    status: 500,
    message: 'There is no embedded PostgreSQL for {platform}.',
    hint: 'Set MILLRACE_DATABASE_URL to a PostgreSQL 14 or newer.',
    actor: 'user',
  },
  DATABASE_UNREACHABLE: {
    status: 500,
    message: 'The database at {target} cannot be reached: {reason}.',
    hint: 'Check MILLRACE_DATABASE_URL and that the server runs.',
    actor: 'user',
  },
  DATABASE_TOO_OLD: {
    status: 500,
    message: 'The database is PostgreSQL {version}.',
    hint: 'Use PostgreSQL 14 or newer.',
    actor: 'user',
  },
  DURABILITY_OFF: {
    status: 500,
    message: 'The database runs with {setting} = {value}; an acknowledged event could be lost.',
    hint: 'Set {setting} back to on, or accept the risk with MILLRACE_UNSAFE_DURABILITY=1.',
    actor: 'user',
  },
  SCHEMA_NEWER: {
    status: 500,
    message: 'The database was migrated by a newer Millrace ({migration}).',
    hint: 'Start that version, or restore a backup.',
    actor: 'user',
  },
  OWNER_INVALID: {
    status: 500,
    message: 'The owner cannot be created from the environment: {reason}.',
    hint: 'Set MILLRACE_OWNER_EMAIL to an address and MILLRACE_OWNER_PASSWORD to at least 10 characters.',
    actor: 'user',
  },
  CONNECTOR_INVALID: {
    status: 500,
    message: 'The connector "{id}" cannot be used: {reason}.',
    hint: 'Correct its folder in libs/connectors/src and build again.',
    actor: 'us',
  },
  ENCRYPTION_KEY_INVALID: {
    status: 500,
    message: 'The encryption key is not usable: {reason}.',
    hint: 'Use 32 bytes as 64 hex digits or base64, for example from: openssl rand -hex 32',
    actor: 'user',
  },
  ENCRYPTION_KEY_CHANGED: {
    status: 500,
    message:
      'The encryption key from {source} is not the one that this database was encrypted with.',
    hint: 'Put the former key back, in MILLRACE_ENCRYPTION_KEY or as encryption.key in MILLRACE_DATA_DIR; to change it on purpose see docs/keys.md. If it is lost, start once with MILLRACE_ACCEPT_NEW_KEY=1 and enter the credentials of every connection again.',
    actor: 'user',
  },
  KEY_ROTATION_UNREADY: {
    status: 500,
    message: 'The encryption key cannot be changed yet: {reason}. Nothing was changed.',
    hint: 'Set MILLRACE_ENCRYPTION_KEY to the new key and MILLRACE_ENCRYPTION_KEY_OLD to the former one. See docs/keys.md.',
    actor: 'user',
  },
  FILE_UNREADABLE: {
    status: 500,
    message: '{file} cannot be read: {reason}.',
    hint: 'Check the name and that it is YAML or JSON.',
    actor: 'user',
  },
  FILE_NUMBER_CHANGED: {
    status: 500,
    message: '{file}, line {line}: {key} is {written}, which YAML reads as the number {read}.',
    hint: 'Quote it to keep it as text, or write the number as it is to be.',
    actor: 'user',
  },
  SERVER_UNREACHABLE: {
    status: 500,
    message: 'No Millrace answers at {url}: {reason}.',
    hint: 'Start it with npm start, or set MILLRACE_PUBLIC_URL to its address.',
    actor: 'user',
  },
  BENCH_OUTSIDE_CHECKOUT: {
    status: 500,
    message: 'The benchmark is not part of this installation: there is no {file}.',
    hint: 'Run npm run bench in a checkout of the source.',
    actor: 'user',
  },
} as const;
