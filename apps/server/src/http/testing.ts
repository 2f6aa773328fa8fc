import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { Problem } from '@millrace/model';
import type { Pool } from 'pg';
import { AuditModule } from '../audit/audit.module.ts';
import { ConfigModule } from '../config/config.module.ts';
import { loadConfig } from '../config/config.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { firstFilesKey } from '../connections/key-check.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { createPool } from '../database/pool.ts';
import { testDatabase } from '../testing/test-database.ts';
import { applicationOptions } from './application-options.ts';
import { configureHttp } from './configure-http.ts';
import { HttpModule } from './http.module.ts';

interface CallOptions {
  method?: string;
  /** Sent as JSON, or as it is when it is a string. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

type Rooms = NonNullable<ModuleMetadata['imports']>;

/** Rooms of the server over real HTTP, on a database of their own. */
export interface TestApi {
  app: NestExpressApplication;
  url: string;
  pool: Pool;
  config: ServerConfig;
  call(path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export const OWNER = { email: 'owner@example.com', password: 'correct horse battery' };
export const API_KEY = 'test-key-'.padEnd(40, 'x');

/** An API key is enough for most tests. */
export const BEARER = { authorization: `Bearer ${API_KEY}` };

/** A configuration for a database of a test. */
export function testConfig(databaseUrl: string, change: Partial<ServerConfig> = {}): ServerConfig {
  const { encryptionKey = randomBytes(32) } = change;
  return {
    ...loadConfig({}),
    databaseUrl,
    encryptionKey,
    filesKey: firstFilesKey(encryptionKey),
    embedded: false,
    editorDir: undefined,
    logLevel: 'silent',
    ...change,
  };
}

/** Some rooms, with what every room needs. */
export function startApi(rooms: Rooms, change: Partial<ServerConfig> = {}): Promise<TestApi> {
  return startModule((config, pool) => roomsModule(rooms, config, pool), change);
}

function roomsModule(rooms: Rooms, config: ServerConfig, pool: Pool): DynamicModule {
  const database = DatabaseModule.with(config.databaseUrl, pool);
  @Module({})
  class TestModule {}
  return {
    module: TestModule,
    imports: [ConfigModule.with(config), database, HttpModule, AuditModule, ...rooms],
  };
}

/** Any module that brings its own configuration and database: the whole server, for one. */
export async function startModule(
  moduleOf: (config: ServerConfig, pool: Pool) => DynamicModule,
  change: Partial<ServerConfig>,
): Promise<TestApi> {
  const database = await testDatabase();
  const config = testConfig(database.url, change);
  const pool = createPool(database.url, () => undefined);
  const app = await NestFactory.create<NestExpressApplication>(
    moduleOf(config, pool),
    new ExpressAdapter(),
    applicationOptions({ logger: false }),
  );
  configureHttp(app, config);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ app, url, pool, config },
    call: (path, options) => call(url + path, options),
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** A request over real HTTP. */
export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { method = 'GET', body, headers = {} } = options;
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: sent ?? null,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, body: parsed };
}

/** The code of a problem answer. */
export function codeOf(answer: Answer): string {
  return (answer.body as unknown as Problem).code;
}

/** The cookie header that a browser would send after this answer. */
export function cookieOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}
