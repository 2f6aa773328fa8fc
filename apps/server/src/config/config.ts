import { resolve } from 'node:path';
import { AppError, nearest } from '@millrace/model';
import { addressList, type AddressList } from './address-list.ts';
import { SETTINGS, type SettingName } from './settings.ts';

const ROLES = ['api', 'intake', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MIN_API_KEY = 32;

/** The owner to create on an unattended first start. */
interface OwnerConfig {
  email: string;
  password: string;
  apiKey?: string | undefined;
}

/** Every setting, parsed and checked once at the start. */
export interface Config {
  port: number;
  host: string;
  /** Without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  /** Absent: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  roles: ReadonlySet<Role>;
  /** Absent: made and kept in the data directory. */
  encryptionKey: Buffer | undefined;
  egressAllow: string[];
  /** Proxies whose X-Forwarded headers count. */
  trustedProxies: AddressList;
  retentionDays: number;
  /** Bytes of events, runs and attempts to keep at most; absent: as many as there are. */
  retentionSize: number | undefined;
  /** Bytes. */
  maxBody: number;
  logLevel: LogLevel;
  owner: OwnerConfig | undefined;
  unsafeDurability: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment.
 * Throws CONFIG_UNKNOWN for a MILLRACE_ name that does not exist and CONFIG_INVALID for a bad value.
 */
export function loadConfig(env: Env): Config {
  refuseUnknown(env);
  const read = (name: SettingName): string | undefined => {
    const value = env[name]?.trim();
    return value === '' ? undefined : value;
  };
  const port = parsePort(read('MILLRACE_PORT') ?? '4400');
  const host = read('MILLRACE_HOST') ?? '127.0.0.1';
  return {
    port,
    host,
    publicUrl: parsePublicUrl(read('MILLRACE_PUBLIC_URL') ?? defaultPublicUrl(host, port)),
    dataDir: resolve(read('MILLRACE_DATA_DIR') ?? '.millrace'),
    databaseUrl: parseDatabaseUrl(read('MILLRACE_DATABASE_URL')),
    roles: parseRoles(read('MILLRACE_ROLES')),
    encryptionKey: parseOptionalKey(read('MILLRACE_ENCRYPTION_KEY')),
    egressAllow: splitList(read('MILLRACE_EGRESS_ALLOW')),
    trustedProxies: parseProxies(read('MILLRACE_TRUSTED_PROXIES')),
    retentionDays: parseCount('MILLRACE_RETENTION_DAYS', read('MILLRACE_RETENTION_DAYS') ?? '30'),
    retentionSize: parseOptionalSize('MILLRACE_RETENTION_SIZE', read('MILLRACE_RETENTION_SIZE')),
    maxBody: parseSize('MILLRACE_MAX_BODY', read('MILLRACE_MAX_BODY') ?? '25mb'),
    logLevel: parseLogLevel(read('MILLRACE_LOG_LEVEL') ?? 'info'),
    owner: parseOwner(
      read('MILLRACE_OWNER_EMAIL'),
      read('MILLRACE_OWNER_PASSWORD'),
      read('MILLRACE_API_KEY'),
    ),
    unsafeDurability: read('MILLRACE_UNSAFE_DURABILITY') === '1',
  };
}

/** The roles named in a comma-separated list; all of them when it is absent. */
export function parseRoles(text: string | undefined): ReadonlySet<Role> {
  if (text === undefined) return new Set(ROLES);
  const names = splitList(text);
  const roles = ROLES.filter((role) => names.includes(role));
  const unknown = names.find((name) => !ROLES.some((role) => role === name));
  if (unknown !== undefined) {
    throw invalid('MILLRACE_ROLES', `"${unknown}" is none of ${ROLES.join(', ')}`);
  }
  if (roles.length === 0)
    throw invalid('MILLRACE_ROLES', `name at least one of ${ROLES.join(', ')}`);
  return new Set(roles);
}

/** A 32-byte key from 64 hex digits or base64. Throws ENCRYPTION_KEY_INVALID. */
export function parseKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== 32) {
    throw new AppError('ENCRYPTION_KEY_INVALID', { reason: `it has ${key.length} bytes, not 32` });
  }
  return key;
}

function refuseUnknown(env: Env): void {
  const known = SETTINGS.map((setting) => setting.name);
  for (const name of Object.keys(env)) {
    if (!name.startsWith('MILLRACE_') || known.some((one) => one === name)) continue;
    throw new AppError('CONFIG_UNKNOWN', {
      name,
      nearest: nearest(name, known) ?? 'MILLRACE_PORT',
    });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw invalid('MILLRACE_PORT', `"${text}" is not a port number`);
  }
  return port;
}

function defaultPublicUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalid('MILLRACE_PUBLIC_URL', `"${text}" is not an http:// or https:// address`);
  }
  return url.href.replace(/\/+$/, '');
}

function parseDatabaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    throw invalid('MILLRACE_DATABASE_URL', 'it does not start with postgres:// or postgresql://');
  }
  return text;
}

function parseOptionalKey(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : parseKey(text);
}

function parseProxies(text: string | undefined): AddressList {
  try {
    return addressList(splitList(text));
  } catch (error) {
    throw invalid('MILLRACE_TRUSTED_PROXIES', error instanceof Error ? error.message : '');
  }
}

function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseCount(name: SettingName, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalid(name, `"${text}" is not a whole number above 0`);
  return Number(text);
}

const SIZE_UNITS = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1024],
  ['mb', 1024 * 1024],
  ['gb', 1024 * 1024 * 1024],
]);

function parseOptionalSize(name: SettingName, text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseSize(name, text);
}

function parseSize(name: SettingName, text: string): number {
  const match = /^(\d{1,9})\s*([a-z]*)$/i.exec(text);
  const unit = SIZE_UNITS.get(match?.[2]?.toLowerCase() ?? 'none');
  if (match === null || unit === undefined) {
    throw invalid(name, `"${text}" is not a size such as 25mb, 512kb or 1000b`);
  }
  return Number(match[1]) * unit;
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level === undefined) {
    throw invalid('MILLRACE_LOG_LEVEL', `"${text}" is none of ${LOG_LEVELS.join(', ')}`);
  }
  return level;
}

function parseOwner(
  email: string | undefined,
  password: string | undefined,
  apiKey: string | undefined,
): OwnerConfig | undefined {
  if (email === undefined && password === undefined && apiKey === undefined) return undefined;
  if (email === undefined) throw invalid('MILLRACE_OWNER_EMAIL', 'it is missing');
  if (password === undefined) throw invalid('MILLRACE_OWNER_PASSWORD', 'it is missing');
  if (apiKey !== undefined && apiKey.length < MIN_API_KEY) {
    throw invalid('MILLRACE_API_KEY', `it is shorter than ${MIN_API_KEY} characters`);
  }
  return { email, password, apiKey };
}

function invalid(name: SettingName, reason: string): AppError {
  return new AppError('CONFIG_INVALID', { name, reason });
}
