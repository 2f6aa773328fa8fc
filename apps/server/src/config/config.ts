import { resolve } from 'node:path';
import { addressPolicy, type Proxy } from '@millrace/connector-kit';
import { AppError, nearest } from '@millrace/model';
import type { z } from 'zod';
import {
  databaseAddress,
  flag,
  host,
  list,
  oneOf,
  proxyAddress,
  ranges,
  size,
  someOf,
  text,
  webAddress,
  wholeNumber,
} from './setting-schemas.ts';
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
  /** What trigger URLs start with; the public address unless they have a host of their own. */
  hooksUrl: string;
  dataDir: string;
  /** Absent: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  roles: ReadonlySet<Role>;
  /** Absent: made and kept in the data directory. */
  encryptionKey: Buffer | undefined;
  /** The key before it, while not everything is encrypted anew. */
  formerKey: Buffer | undefined;
  /** A key that cannot read what is stored takes the place of a lost one. */
  acceptNewKey: boolean;
  egressAllow: string[];
  /** What outgoing calls go through; absent: they go out directly. */
  proxy: Proxy | undefined;
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

/** What each setting may be. A setting without an entry here does not compile. */
const RULES = {
  MILLRACE_PORT: wholeNumber(0, 65_535),
  MILLRACE_HOST: host(),
  MILLRACE_PUBLIC_URL: webAddress(),
  MILLRACE_HOOKS_URL: webAddress(),
  MILLRACE_TRUSTED_PROXIES: ranges(),
  MILLRACE_DATA_DIR: text(),
  MILLRACE_DATABASE_URL: databaseAddress(),
  MILLRACE_ROLES: someOf(ROLES),
  MILLRACE_ENCRYPTION_KEY: text().transform(parseKey),
  MILLRACE_ENCRYPTION_KEY_OLD: text().transform(parseKey),
  MILLRACE_ACCEPT_NEW_KEY: flag(),
  MILLRACE_EGRESS_ALLOW: list().transform(checkEgress),
  MILLRACE_PROXY: proxyAddress(),
  MILLRACE_RETENTION_DAYS: wholeNumber(1, 10_000),
  MILLRACE_RETENTION_SIZE: size('100mb', '1000tb'),
  MILLRACE_MAX_BODY: size('1kb', '256mb'),
  MILLRACE_LOG_LEVEL: oneOf(LOG_LEVELS),
  MILLRACE_OWNER_EMAIL: text(),
  MILLRACE_OWNER_PASSWORD: text(),
  MILLRACE_API_KEY: text(MIN_API_KEY),
  MILLRACE_UNSAFE_DURABILITY: flag(),
} as const satisfies Record<SettingName, z.ZodType<unknown, string>>;

type Values = { [Name in SettingName]: z.output<(typeof RULES)[Name]> };
const SCHEMAS: { [Name in SettingName]: z.ZodType<Values[Name], string> } = RULES;

/**
 * Reads the configuration from the environment.
 * Throws CONFIG_UNKNOWN for a MILLRACE_ name that does not exist and CONFIG_INVALID for a bad value.
 */
export function loadConfig(env: Env): Config {
  refuseUnknown(env);
  const read = <Name extends SettingName>(name: Name): Values[Name] | undefined => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? undefined : parseSetting(name, value);
  };
  const port = read('MILLRACE_PORT') ?? 4400;
  const host = read('MILLRACE_HOST') ?? '127.0.0.1';
  const publicUrl = read('MILLRACE_PUBLIC_URL') ?? defaultPublicUrl(host, port);
  return {
    port,
    host,
    publicUrl,
    hooksUrl: read('MILLRACE_HOOKS_URL') ?? publicUrl,
    trustedProxies: addressList(read('MILLRACE_TRUSTED_PROXIES') ?? []),
    dataDir: resolve(read('MILLRACE_DATA_DIR') ?? '.millrace'),
    databaseUrl: read('MILLRACE_DATABASE_URL'),
    roles: read('MILLRACE_ROLES') ?? new Set(ROLES),
    encryptionKey: read('MILLRACE_ENCRYPTION_KEY'),
    formerKey: read('MILLRACE_ENCRYPTION_KEY_OLD'),
    acceptNewKey: read('MILLRACE_ACCEPT_NEW_KEY') ?? false,
    egressAllow: read('MILLRACE_EGRESS_ALLOW') ?? [],
    proxy: read('MILLRACE_PROXY'),
    retentionDays: read('MILLRACE_RETENTION_DAYS') ?? 30,
    retentionSize: read('MILLRACE_RETENTION_SIZE'),
    maxBody: read('MILLRACE_MAX_BODY') ?? 25 * 1024 * 1024,
    logLevel: read('MILLRACE_LOG_LEVEL') ?? 'info',
    owner: ownerOf(
      read('MILLRACE_OWNER_EMAIL'),
      read('MILLRACE_OWNER_PASSWORD'),
      read('MILLRACE_API_KEY'),
    ),
    unsafeDurability: read('MILLRACE_UNSAFE_DURABILITY') ?? false,
  };
}

/** The roles of a comma-separated list. Throws CONFIG_INVALID. */
export function parseRoles(text: string): ReadonlySet<Role> {
  return parseSetting('MILLRACE_ROLES', text);
}

/** A 32-byte key from 64 hex digits or base64. Throws ENCRYPTION_KEY_INVALID. */
export function parseKey(text: string): Buffer {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  if (!isHex && !/^[a-z\d+/_-]+={0,2}$/i.test(text)) {
    throw new AppError('ENCRYPTION_KEY_INVALID', { reason: 'it is neither hex nor base64' });
  }
  const key = Buffer.from(text, isHex ? 'hex' : 'base64');
  if (key.length !== 32) {
    throw new AppError('ENCRYPTION_KEY_INVALID', { reason: `it has ${key.length} bytes, not 32` });
  }
  return key;
}

function parseSetting<Name extends SettingName>(name: Name, text: string): Values[Name] {
  const parsed = SCHEMAS[name].safeParse(text);
  if (parsed.success) return parsed.data;
  throw invalid(name, parsed.error.issues[0]?.message ?? 'it makes no sense');
}

/** A name in other case is a setting that somebody believes in, too. */
function refuseUnknown(env: Env): void {
  const known = SETTINGS.map((setting) => setting.name);
  for (const name of Object.keys(env)) {
    if (!name.toUpperCase().startsWith('MILLRACE_') || known.some((one) => one === name)) continue;
    const close = nearest(name, known);
    throw close === undefined
      ? new AppError('CONFIG_UNKNOWN', { name }, { hint: 'See docs/configuration.md.' })
      : new AppError('CONFIG_UNKNOWN', { name, nearest: close });
  }
}

/** Any entry that the policy of outgoing calls does not understand throws CONFIG_INVALID. */
function checkEgress(entries: string[]): string[] {
  addressPolicy(entries);
  return entries;
}

function defaultPublicUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function ownerOf(
  email: string | undefined,
  password: string | undefined,
  apiKey: string | undefined,
): OwnerConfig | undefined {
  if (email === undefined && password === undefined && apiKey === undefined) return undefined;
  if (email === undefined) throw invalid('MILLRACE_OWNER_EMAIL', 'it is missing');
  if (password === undefined) throw invalid('MILLRACE_OWNER_PASSWORD', 'it is missing');
  return { email, password, apiKey };
}

function invalid(name: SettingName, reason: string): AppError {
  return new AppError('CONFIG_INVALID', { name, reason });
}
